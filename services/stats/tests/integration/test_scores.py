"""Scores by day on the real Postgres: the API over them, their months and their retention."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.messaging.transaction import UnitsOfWork
from chassis.storage.reads import CompiledRead
from chassis.testing.clients import client_for
from chassis.testing.clock import NOON, FixedClock
from contracts.identity import media_id
from stats.api import create_api
from stats.bootstrap import Container
from stats.domain.scoring.inputs import Vote
from stats.domain.title import Audience, Facts, Reading, Title
from stats.infrastructure.scores.reading import HISTORY, NEWEST
from stats.infrastructure.scores.retention import forget_scores

pytestmark = pytest.mark.integration

MOVIE = media_id("movie", 603)
PATH = f"/api/v1/stats/media/{MOVIE}"


def title(number: int = 603, votes: int = 12_000) -> Title:
    facts = Facts(
        version=votes,
        name="The Matrix",
        popularity=120.5,
        release_date=date(2026, 5, 5),
        imdb=Vote(7.1, votes),
        tmdb=Vote(7.3, 900),
        metacritic=61,
        imported_at=NOON - timedelta(days=1),
    )
    audience = Audience(live_watchers=Reading(45, NOON - timedelta(minutes=5)))
    return Title(media_id("movie", number), "movie", number, facts=facts, audience=audience)


async def save(container: Container, *titles: Title, at: datetime = NOON) -> None:
    async with UnitsOfWork(container.runtime.transactions, container.title_work).begin() as work:
        await work.lock([title.media_id for title in titles])
        await work.save([title.scored(at) for title in titles])


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    await save(container, title(votes=10_000), at=NOON - timedelta(days=3))
    await save(container, title())
    async with client_for(create_api(container)) as client:
        yield client


async def test_an_explanation_adds_up_to_the_score_of_each_formula(client: httpx2.AsyncClient) -> None:
    shown = (await client.get(PATH)).json()["data"]
    for formula in ("ratingo-1", "open-1"):
        data = (await client.get(f"{PATH}/explanation", params={"formula": formula})).json()["data"]
        assert sum(term["contribution"] for term in data["terms"]) == pytest.approx(data["score"], abs=1e-3)
        assert (data["formula"], data["day"], data["reason"]) == (formula, "2026-11-21", None)
    assert data["low"] < data["score"] < data["high"]

    default = (await client.get(f"{PATH}/explanation")).json()["data"]
    assert (default["formula"], default["score"]) == ("ratingo-1", shown["score"])
    terms = {term["name"]: term for term in default["terms"]}
    assert (terms["watchers"]["value"], terms["watchers"]["ageSeconds"]) == (45, 300)
    assert (terms["imdb"]["votes"], terms["imdb"]["ageSeconds"]) == (12_000, 86_400)
    assert "trakt" not in terms


async def test_an_explanation_of_a_past_day_is_that_of_the_newest_day_before(client: httpx2.AsyncClient) -> None:
    past = (await client.get(f"{PATH}/explanation", params={"as_of": "2026-11-20"})).json()["data"]
    early = await client.get(f"{PATH}/explanation", params={"as_of": "2026-11-17"})

    assert (past["asOf"], past["day"], past["computedAt"]) == ("2026-11-20", "2026-11-18", "2026-11-18T12:00:00Z")
    assert {term["name"]: term["votes"] for term in past["terms"]}["imdb"] == 10_000
    assert early.status_code == 200
    data = early.json()["data"]
    assert (data["reason"], data["score"], data["day"], data["terms"]) == ("NO_SCORE_YET", None, None, [])


async def test_daily_scores_are_listed_oldest_first(client: httpx2.AsyncClient) -> None:
    data = (await client.get(f"{PATH}/scores")).json()["data"]
    none = (await client.get(f"{PATH}/scores?from=2026-11-19&to=2026-11-20")).json()["data"]
    open_1 = (await client.get(f"{PATH}/scores?formula=open-1&from=2026-11-18&to=2026-11-18")).json()["data"]

    assert (data["from"], data["to"], data["reason"]) == ("2026-08-24", "2026-11-21", None)
    assert [day["day"] for day in data["days"]] == ["2026-11-18", "2026-11-21"]
    assert (none["reason"], none["days"]) == ("NO_SCORE_YET", [])
    [day] = open_1["days"]
    assert day["low"] < day["score"] < day["high"]


async def test_formulas_are_listed_with_their_use_and_parameters(client: httpx2.AsyncClient) -> None:
    data = (await client.get("/api/v1/stats/formulas")).json()["data"]

    assert [(formula["name"], formula["use"]) for formula in data] == [("ratingo-1", "shown"), ("open-1", "shadow")]
    assert data[0]["parameters"]["weight.watchers"] == 0.25
    assert data[1]["parameters"]["movie.imdb.strength"] == 500


@pytest.mark.parametrize(
    ("path", "status", "code", "says"),
    [
        (f"{PATH}/explanation?as_of=2026-11-22", 400, "DAY_OUT_OF_RANGE", "as_of"),
        (f"{PATH}/explanation?as_of=yesterday", 400, "VALIDATION_ERROR", "as_of"),
        (f"{PATH}/explanation?asOf=2026-11-20", 400, "VALIDATION_ERROR", "asOf"),
        (f"{PATH}/explanation?formula=ratingo-2", 400, "UNKNOWN_FORMULA", "formula"),
        (f"{PATH}/explanation?formula=%00", 400, "UNKNOWN_FORMULA", "formula"),
        (f"{PATH}/scores?formula=x", 400, "UNKNOWN_FORMULA", "formula"),
        (f"{PATH}/scores?from=2026-11-21&to=2026-11-20", 400, "DAY_OUT_OF_RANGE", "from"),
        (f"{PATH}/scores?to=2026-11-22", 400, "DAY_OUT_OF_RANGE", "to"),
        (f"{PATH}/scores?from=2025-11-20", 400, "DAY_OUT_OF_RANGE", "from"),
        (f"{PATH}/scores?to=0001-01-01", 200, "", ""),
        (f"/api/v1/stats/media/{media_id('movie', 9)}/scores", 404, "STATS_NOT_FOUND", "title"),
        (f"/api/v1/stats/media/{media_id('movie', 9)}/explanation", 404, "STATS_NOT_FOUND", "title"),
        ("/api/v1/stats/formulas?x=1", 400, "VALIDATION_ERROR", "x"),
    ],
)
async def test_an_invalid_request_names_its_parameter(
    client: httpx2.AsyncClient, path: str, status: int, code: str, says: str
) -> None:
    response = await client.get(path)

    assert response.status_code == status, response.text
    if status != 200:
        assert response.json()["error"]["code"] == code
        assert says in response.json()["error"]["message"]


async def months(container: Container) -> list[str]:
    async with container.runtime.transactions.read() as connection:
        names = await connection.scalars(
            text("select relname from pg_class where relispartition and relname like 'scores_%' and relkind = 'r'")
        )
        return sorted(names)


async def test_months_are_prepared_ahead(container: Container) -> None:
    await container.months.prepare(container.runtime.engine, FixedClock(NOON + timedelta(days=62)))

    assert {"scores_2027_01", "scores_2027_04"} <= set(await months(container))


async def test_old_scores_are_deleted_and_the_last_one_before_stays(container: Container) -> None:
    for days in (70, 60, 50, 0):
        await save(container, title(), at=NOON - timedelta(days=days))
    await save(container, title(604), at=NOON - timedelta(days=70))
    await save(container, title(605), at=NOON - timedelta(days=400))
    await save(container, title(605), at=NOON - timedelta(days=60))
    assert "scores_2025_10" in await months(container)

    deleted = await forget_scores(container.runtime.transactions, FixedClock(), 55)

    assert deleted == 4, "of two titles one day each, in two formulas"
    assert "scores_2025_10" not in await months(container)
    reader = container.application.scores
    for number, ago in ((603, 60), (604, 70), (605, 60)):
        for formula in ("ratingo-1", "open-1"):
            explanation = await reader.explain(media_id("movie", number), formula, NOON.date() - timedelta(days=55))
            assert explanation.score is not None
            assert explanation.score.of_day.day == NOON.date() - timedelta(days=ago)
    assert await forget_scores(container.runtime.transactions, FixedClock(), 55) == 0


@pytest.mark.parametrize(
    ("read", "values"),
    [
        (NEWEST, {"media_id": MOVIE, "formula": "open-1", "as_of": date(2026, 11, 20)}),
        (HISTORY, {"media_id": MOVIE, "formula": "open-1", "first": date(2026, 9, 1), "last": date(2026, 11, 20)}),
    ],
)
async def test_days_of_a_title_are_one_range_of_each_months_index(
    container: Container, client: httpx2.AsyncClient, read: CompiledRead, values: dict[str, object]
) -> None:
    async with container.runtime.transactions.read() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("set enable_seqscan = off")
        rows = await driver.fetch(f"explain {read.text(values)}", *read.arguments(values))
        await driver.execute("reset enable_seqscan")
    plan = "\n".join(row[0] for row in rows)

    assert "scores_2026_11_pkey" in plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan, "the index has the order"
    conditions = [line for line in plan.splitlines() if "Index Cond" in line]
    assert conditions
    assert all("media_id" in line and "formula" in line and "day" in line for line in conditions)
    assert "scores_2026_12" not in plan, "later months are not read"
