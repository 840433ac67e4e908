"""Comparing formulas over the stored scores, and computing one over the stored history."""

import argparse
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import delete, func, select

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from stats.api import create_api
from stats.bootstrap import Container
from stats.commands import COMMANDS
from stats.domain.scoring.formulas import Formulas
from stats.domain.scoring.inputs import Vote
from stats.domain.title import Facts, Title
from stats.infrastructure.tables import scores

pytestmark = pytest.mark.integration

PATH = "/api/v1/stats/formulas/comparison"
BEN = UUID(int=5)


def title(number: int, rating: float | None, popularity: float) -> Title:
    imdb = None if rating is None else Vote(rating, 50_000)
    facts = Facts(
        version=1, name=f"Title {number}", popularity=popularity, imdb=imdb, imported_at=NOON - timedelta(days=9)
    )
    return Title(media_id("movie", number), "movie", number, facts=facts)


async def save(container: Container, *titles: Title, at: datetime = NOON) -> None:
    async with UnitsOfWork(container.runtime.transactions, container.title_work).begin() as work:
        await work.lock([title.media_id for title in titles])
        await work.save([title.scored(at) for title in titles])


async def stored(container: Container, formula: str) -> int:
    async with container.runtime.transactions.read() as connection:
        query = select(func.count()).select_from(scores).where(scores.c.formula == formula)
        return (await connection.execute(query)).scalar_one()


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    titles = [title(1, 9.0, 10), title(2, 7.0, 400), title(3, 5.0, 900), title(4, None, 900)]
    await save(container, *titles, at=NOON - timedelta(days=2))
    await save(container, replace(titles[0], facts=Facts(version=2, imdb=Vote(9.0, 50_000))))
    async with client_for(create_api(container)) as client:
        yield client


async def test_the_worker_compares_the_formula_shown_with_its_shadow(
    client: httpx2.AsyncClient, container: Container, tokens: Tokens
) -> None:
    headers = tokens.bearer(BEN, ("admin",))
    before = (await client.get(PATH, headers=headers)).json()["data"]
    assert (before["reason"], before["titles"], before["day"]) == ("NOT_COMPARED_YET", 0, None)

    await container.application.compare_formulas()

    data = (await client.get(PATH, headers=headers)).json()["data"]
    assert (data["from"], data["to"], data["day"], data["reason"]) == ("ratingo-1", "open-1", "2026-11-21", None)
    assert (data["titles"], data["onlyFrom"], data["onlyTo"]) == (3, 1, 0)
    assert data["correlation"] == -1.0, "the most popular title is rated worst"
    assert (len(data["decilesFrom"]), len(data["decilesTo"])) == (11, 11)
    assert [(mover["tmdbId"], mover["placeBefore"], mover["placeAfter"]) for mover in data["risers"]] == [(1, 0.0, 1.0)]
    assert [(mover["tmdbId"], mover["name"]) for mover in data["fallers"]] == [(3, "Title 3")]
    past = (await client.get(f"{PATH}?as_of=2026-11-20", headers=headers)).json()["data"]
    assert (past["asOf"], past["reason"]) == ("2026-11-20", "NOT_COMPARED_YET")


async def test_a_comparison_needs_an_administrator_and_valid_parameters(
    client: httpx2.AsyncClient, tokens: Tokens
) -> None:
    assert (await client.get(PATH)).status_code == 401
    assert (await client.get(PATH, headers=tokens.bearer(BEN))).status_code == 403
    for query, code in (
        ("as_of=2026-11-22", "DAY_OUT_OF_RANGE"),
        ("from=x", "UNKNOWN_FORMULA"),
        ("to=x", "UNKNOWN_FORMULA"),
        ("days=3", "VALIDATION_ERROR"),
    ):
        response = await client.get(f"{PATH}?{query}", headers=tokens.bearer(BEN, ("admin",)))
        assert (response.status_code, response.json()["error"]["code"]) == (400, code)


async def test_a_formula_is_computed_over_the_stored_history(client: httpx2.AsyncClient, container: Container) -> None:
    transactions, compare = container.runtime.transactions, container.application.compare_formulas
    written = await container.application.scores.history(
        media_id("movie", 1), "open-1", NOON.date() - timedelta(days=9), NOON.date()
    )
    async with transactions.engine.begin() as connection:
        await connection.execute(delete(scores).where(scores.c.formula == "open-1"))

    for _ in range(2):
        count, comparison = await compare.compute("open-1")
        assert (count, await stored(container, "open-1"), comparison.titles) == (5, 5, 3)

    assert written.days
    computed = await container.application.scores.history(
        media_id("movie", 1), "open-1", NOON.date() - timedelta(days=9), NOON.date()
    )
    assert computed == written, "a day has what the worker would have stored on it"


async def test_the_inputs_of_a_day_survive_that_their_formula_is_computed_again(container: Container) -> None:
    shown_before = Formulas("open-1", ("ratingo-1",), {})
    async with UnitsOfWork(container.runtime.transactions, container.title_work).begin() as work:
        await work.save([title(1, 9.0, 10).scored(NOON, shown_before)])

    for _ in range(2):
        count, _comparison = await container.application.compare_formulas.compute("open-1")
        assert count == 1


async def test_the_formula_shown_is_not_computed_again(client: httpx2.AsyncClient, container: Container) -> None:
    with pytest.raises(ValueError, match="ratingo-1 is that of the score shown"):
        await container.application.compare_formulas.compute("ratingo-1")


async def test_the_command_prints_the_comparison_and_rejects_a_formula_by_name(
    client: httpx2.AsyncClient, container: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    run = COMMANDS["shadow"].run
    for formula, says in (("open-2", "formula: must be one of ratingo-1, open-1"), ("ratingo-1", "score shown")):
        with pytest.raises(SystemExit, match=says):
            await run(container, argparse.Namespace(formula=formula))

    await run(container, argparse.Namespace(formula="open-1"))

    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "5 scores by open-1 are stored",
        "3 titles have a score by ratingo-1 and open-1",
        "1 by the first alone, 0 by the second alone",
        "rank correlation -1.0000",
    ]
