"""Drop-off on the real Postgres: seasons, entries and plays in, analyses and events out, and the API over them."""

import json
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from services.stats.tests.integration.drop_off_events import SHOW, entry, imported, play, season
from sqlalchemy import func, select, update

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from chassis.testing.records import feed_events
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.event import Event
from contracts.identity import media_id
from stats.api import create_api
from stats.bootstrap import Container
from stats.infrastructure.tables import drop_off, outbox

pytestmark = pytest.mark.integration

ID = media_id("show", SHOW)
BEFORE = [1000 + number % 3 for number in range(14)]
AFTER = [500 + number % 3 for number in range(16)]


async def deliver(container: Container, *events: Event) -> None:
    assert await feed_events(container.routes(), container.runtime.transactions, *events) == []


async def rows(container: Container, query: Any) -> list[Any]:
    async with container.runtime.transactions.read() as connection:
        return list((await connection.execute(query)).all())


async def published(container: Container) -> list[dict[str, Any]]:
    query = select(outbox.c.body).where(outbox.c.topic == "dropoff.analyzed").order_by(outbox.c.id)
    return [json.loads(row.body) for row in await rows(container, query)]


async def read(container: Container, path: str, **parameters: str) -> httpx2.Response:
    async with client_for(create_api(container)) as client:
        return await client.get(f"/api/v1/stats/drop-off/{path}", params=parameters or None)


async def analyzed(container: Container, method: str | None = None) -> dict[str, Any]:
    await container.application.analyze_marked_shows()
    data: dict[str, Any] = (await read(container, f"media/{ID}", **({"method": method} if method else {}))).json()[
        "data"
    ]
    return data


async def test_votes_become_an_analysis_and_an_event(container: Container) -> None:
    await deliver(container, imported(), season(2, AFTER), season(1, BEFORE), season(0, [9_000_000] * 9))

    data = await analyzed(container)

    assert (data["method"], data["source"], data["reason"], data["episodes"]) == ("votes-1", "trakt", None, 30)
    assert (data["dropPoint"]["season"], data["dropPoint"]["episode"], data["dropPoint"]["title"]) == (2, 1, "S2E1")
    assert data["dropPoint"]["loss"] == pytest.approx(0.5, abs=0.02)
    assert data["curve"][-1]["retention"] == pytest.approx(0.5, abs=0.02)
    assert [season["meanVotes"] for season in data["seasons"]] == [1001, 501]
    assert data["observedAt"] == data["analyzedAt"] == "2026-11-21T12:00:00Z"
    [event] = await published(container)
    assert (event["mediaId"], event["tmdbId"], event["method"]) == (str(ID), SHOW, "votes-1")
    assert event["point"] == {
        "season": 2,
        "episode": 1,
        "title": "S2E1",
        "loss": round(data["dropPoint"]["loss"], 4),
        "certainty": data["dropPoint"]["certainty"],
    }


async def test_the_same_votes_publish_nothing_again(container: Container) -> None:
    await deliver(container, imported(), season(1, BEFORE + AFTER))
    await analyzed(container)
    await deliver(container, season(1, BEFORE + AFTER, version=2))
    await container.application.request_analyses.one(SHOW)
    await analyzed(container)

    assert len(await published(container)) == 1


async def test_a_change_waits_for_the_pause_and_a_request_does_not(container: Container) -> None:
    await deliver(container, imported(), season(1, BEFORE))
    await analyzed(container)
    await deliver(container, season(1, BEFORE + AFTER, version=2))

    assert (await analyzed(container))["episodes"] == 14
    await container.application.request_analyses.one(SHOW)
    assert (await analyzed(container))["episodes"] == 30
    assert await rows(container, select(drop_off.marks)) == []


async def test_an_older_and_an_incomplete_version_of_a_season_do_not_count(container: Container) -> None:
    await deliver(
        container,
        imported(),
        season(1, BEFORE, version=3),
        season(1, AFTER, version=2),
        season(2, AFTER[:8], version=1, parts=2, part=1),
    )
    assert (await analyzed(container))["episodes"] == 14

    await deliver(container, season(2, AFTER[8:], version=1, parts=2, part=2, first=9))
    await container.application.request_analyses.one(SHOW)
    assert (await analyzed(container))["episodes"] == 30

    await deliver(container, season(2, [], version=2, withdrawn_at=NOON))
    await container.application.request_analyses.one(SHOW)
    assert (await analyzed(container))["episodes"] == 14


async def test_entries_and_plays_of_enough_users_become_a_survival(container: Container) -> None:
    left = [entry(user, 3) for user in range(1, 13)] + [entry(user, 5) for user in (13, 14)]
    others = [play(user, episode) for user in range(20, 40) for episode in (1, 2, 14)]
    silent = [entry(50, None, state="planned"), play(51, 1, season=0), play(52, 1, completed=False)]
    await deliver(container, imported(), season(1, BEFORE), *left, *others, *silent)

    data = await analyzed(container)

    assert (data["method"], data["source"], data["sampleSize"]) == ("survival-1", "marquee", 34)
    assert (data["dropPoint"]["season"], data["dropPoint"]["episode"]) == (1, 3)
    assert data["curve"][2]["hazard"] == pytest.approx(12 / 34, abs=1e-5)
    assert data["curve"][3]["retention"] == pytest.approx(22 / 34, abs=1e-5)
    assert (await analyzed(container, "votes-1"))["method"] == "votes-1"


async def test_any_order_and_repetition_of_entries_and_plays_ends_in_the_same_rows(container: Container) -> None:
    events: list[Event] = [
        entry(1, 3, version=2),
        entry(1, 2, version=1),
        entry(1, None, version=3, state="dropped"),
        play(1, 5),
        play(1, 2, watched_at=NOON),
        entry(2, 4, version=1),
        entry(2, None, version=2, state=None, removed=True),
    ]
    states = set()
    for seed in range(4):
        order = random.Random(seed).sample([*events, *events], 14)
        for event in order:
            await deliver(container, event)
        states.add(repr(await rows(container, select(drop_off.viewings).order_by(drop_off.viewings.c.user_id))))
        await deliver(container, UserDeletedV1(version=9, user_id=UUID(int=99), deleted_at=NOON))

    assert len(states) == 1
    assert "Decimal" not in next(iter(states))
    [first, second] = await rows(container, select(drop_off.viewings).order_by(drop_off.viewings.c.user_id))
    assert (first.entry_version, first.state, first.entry_place, first.played_place) == (3, 3, None, 10_005)
    assert first.played_at == NOON
    assert (second.entry_version, second.state, second.entry_place) == (2, None, None)


async def test_a_deleted_user_leaves_no_row_and_gets_none_later(container: Container) -> None:
    await deliver(container, entry(1, 3), play(1, 4), entry(2, 3))
    await deliver(container, UserDeletedV1(version=2, user_id=UUID(int=1), deleted_at=NOON))
    await deliver(container, entry(1, 9, version=5), play(1, 9))

    assert [row.user_id for row in await rows(container, select(drop_off.viewings))] == [UUID(int=2)]


async def test_the_rule_is_served_in_the_form_of_the_ratingo_api(container: Container) -> None:
    await deliver(container, imported(), season(1, BEFORE))
    before = (await read(container, f"tmdb/{SHOW}")).json()["data"]
    await analyzed(container)
    after = (await read(container, f"tmdb/{SHOW}")).json()["data"]

    assert (before["message"], before["tmdbId"], before["insight"]) == ("The show was not analyzed yet", SHOW, None)
    assert after["message"] is None
    assert (after["dropOffPoint"], after["dropOffPercent"], after["overallRetention"]) == (None, 0, 100)
    assert after["seasonEngagement"] == [{"season": 1, "avgRating": 8.0, "avgVotes": 1001, "engagementDrop": 0}]
    assert (after["insightType"], after["episodesAnalyzed"]) == ("steady", 14)
    assert after["insight"].startswith("No point at which users leave")


async def test_a_show_without_enough_data_has_a_reason(container: Container) -> None:
    await deliver(container, imported(), season(1, [5, 5]))
    unanalyzed = (await read(container, f"media/{ID}")).json()["data"]
    data = await analyzed(container)

    assert (unanalyzed["reason"], unanalyzed["method"]) == ("NOT_ANALYZED", None)
    assert (data["reason"], data["curve"], data["dropPoint"]) == ("TOO_FEW_EPISODES", [], None)
    assert (await analyzed(container, "survival-1"))["reason"] == "TOO_FEW_EPISODES"


async def test_old_analyses_are_made_again(container: Container) -> None:
    await deliver(container, imported(), season(1, BEFORE))
    await analyzed(container)
    due = container.application.request_analyses.due

    assert await due() == 0
    async with container.runtime.transactions.begin() as transaction:
        await transaction.connection.execute(update(drop_off.analyses).values(analyzed_at=NOON - timedelta(days=8)))
        await transaction.commit()
    assert await due() == 1
    assert await container.application.analyze_marked_shows() == 1
    [row] = await rows(container, select(func.count()).select_from(drop_off.marks))
    assert row[0] == 0


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"media/{media_id('show', 5)}", 404, "SHOW_NOT_FOUND"),
        (f"media/{media_id('movie', 603)}", 404, "SHOW_NOT_FOUND"),
        ("tmdb/603", 404, "SHOW_NOT_FOUND"),
        (f"media/{ID}?method=guess", 400, "VALIDATION_ERROR"),
        (f"media/{ID}?since=2026", 400, "VALIDATION_ERROR"),
        ("media/nothing", 400, "VALIDATION_ERROR"),
        ("tmdb/0", 400, "VALIDATION_ERROR"),
    ],
)
async def test_an_invalid_request_gets_its_error_code(container: Container, path: str, status: int, code: str) -> None:
    await deliver(container, imported(), imported(603, "movie"))
    response = await read(container, path)

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


async def test_administrators_request_analyses(container: Container) -> None:
    tokens = Tokens()
    container.runtime.verifier = tokens.verifier()
    await deliver(container, imported(), imported(70), season(1, BEFORE))
    admin = tokens.bearer(UUID(int=7), ("admin",))
    async with client_for(create_api(container)) as client:

        async def post(path: str, body: Any = None, headers: Any = admin) -> tuple[int, Any]:
            response = await client.post(f"/api/v1/stats/drop-off/analyze{path}", json=body, headers=headers)
            content = response.json()
            return response.status_code, content.get("data") or content["error"]["code"]

        assert await post("") == (
            201,
            {"message": "Analysis of 2 shows has started", "jobId": "drop-off:oldest:50", "shows": 2},
        )
        assert await post("", {"limit": 1}) == (
            201,
            {"message": "Analysis of 1 shows has started", "jobId": "drop-off:oldest:1", "shows": 1},
        )
        one = {"message": "Analysis of the show has started", "jobId": f"drop-off:{SHOW}", "shows": 1}
        assert await post("", {"tmdbId": SHOW}) == (201, one)
        assert await post(f"/{SHOW}") == (201, one)
        assert await post("/5") == (404, "SHOW_NOT_FOUND")
        assert await post("", {"limit": 501}) == (400, "VALIDATION_ERROR")
        assert await post("", {"shows": 3}) == (400, "VALIDATION_ERROR")
        assert await post("", headers=tokens.bearer(UUID(int=8))) == (403, "FORBIDDEN")
        assert await post("", headers={}) == (401, "UNAUTHORIZED")

    requested = await rows(container, select(drop_off.marks.c.media_id).where(drop_off.marks.c.requested))
    assert {row.media_id for row in requested} == {ID, media_id("show", 70)}
