"""`python -m library announce` publishes what users have again: entries with new versions, and plays."""

import argparse
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2
import orjson
import pytest
import pytest_asyncio
from services.library.tests.conftest import Deliver
from sqlalchemy import select, update

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.event import REPUBLISHED
from contracts.identity import media_id
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1
from library.application.users import announcing
from library.bootstrap import Container
from library.commands import COMMANDS
from library.infrastructure.tables import entries, outbox

pytestmark = pytest.mark.integration

ADA, BEN, ERASED = UUID(int=7), UUID(int=8), UUID(int=9)
MOVIE, SHOW, OTHER = media_id("movie", 1), media_id("show", 2), media_id("movie", 3)


@pytest_asyncio.fixture(autouse=True)
async def libraries(client: httpx2.AsyncClient, tokens: Tokens, deliver: Deliver, imported: Callable[..., Any]) -> None:
    """Record two plays of Ada, one retracted, and a rating; an entry that Ben removed; and a user who was erased."""
    await deliver(imported(1, kind="movie"), imported(2), imported(3, kind="movie"))

    async def send(user: UUID, method: str, path: str, body: Any = None) -> Any:
        response = await client.request(method, f"/api/v1/{path}", json=body, headers=tokens.bearer(user))
        assert response.is_success, response.text
        return response.json() if response.content else None

    await send(ADA, "POST", "me/plays", {"mediaItemId": str(MOVIE), "watchedAt": "2026-11-20T20:00:00Z"})
    retracted = await send(ADA, "POST", "me/plays", {"mediaItemId": str(OTHER)})
    await send(ADA, "DELETE", f"me/plays/{retracted['data']['plays'][0]['id']}")
    await send(ADA, "PATCH", f"user-media/{SHOW}", {"state": "watching", "rating": 80})
    await send(BEN, "PATCH", f"user-media/{SHOW}", {"state": "planned"})
    await send(BEN, "DELETE", f"user-media/{SHOW}")
    await send(ERASED, "PATCH", f"user-media/{SHOW}", {"state": "planned"})
    await deliver(UserDeletedV1(version=1, user_id=ERASED, deleted_at=NOON))


async def published(container: Container, *, after: int = 0) -> list[tuple[int, str, dict[str, str], dict[str, Any]]]:
    """Return the place in the outbox, topic, headers and body of each event of entries and plays."""
    topics = (LibraryEntryChangedV1.topic, PlayRecordedV1.topic)
    query = select(outbox).where(outbox.c.topic.in_(topics), outbox.c.id > after).order_by(outbox.c.id)
    async with container.runtime.transactions.read() as connection:
        rows = await connection.execute(query)
        return [(row.id, row.topic, row.headers, orjson.loads(row.body)) for row in rows if row.body]


def state(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "version"}


async def test_the_state_is_published_with_newer_versions_however_often(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "ANNOUNCED", 1)
    first = await published(container)
    last_entries = {
        (body["userId"], body["mediaId"]): body for _, topic, _, body in first if topic == LibraryEntryChangedV1.topic
    }
    live = {key: body for key, body in last_entries.items() if key[0] != str(ERASED)}
    assert len(live) == 4
    [play] = [body for *_, body in first if body.get("playId") and body["mediaId"] == str(MOVIE)]

    versions = {key: body["version"] for key, body in live.items()}
    for _ in range(2):
        before = (await published(container))[-1][0]
        assert await container.application.announce_libraries() == 2
        again = await published(container, after=before)
        assert all(headers[REPUBLISHED] == "true" for _, _, headers, _ in again)
        bodies = {
            (body["userId"], body["mediaId"]): body
            for _, topic, _, body in again
            if topic == LibraryEntryChangedV1.topic
        }
        assert {key: state(body) for key, body in bodies.items()} == {key: state(body) for key, body in live.items()}
        assert all(body["version"] > versions[key] for key, body in bodies.items())
        versions = {key: body["version"] for key, body in bodies.items()}
        assert [body for _, topic, _, body in again if topic == PlayRecordedV1.topic] == [play]
        assert len(again) == 5


async def test_the_next_change_of_an_entry_is_newer_still(
    container: Container, client: httpx2.AsyncClient, tokens: Tokens
) -> None:
    await container.application.announce_libraries()
    announced = {body["mediaId"]: body["version"] for *_, body in await published(container) if "version" in body}
    headers = tokens.bearer(ADA)
    shown = (await client.get(f"/api/v1/user-media/{SHOW}", headers=headers)).json()["data"]
    assert (shown["state"], shown["rating"]) == ("watching", 80)
    assert (await client.patch(f"/api/v1/user-media/{SHOW}", json={"rating": 90}, headers=headers)).status_code == 200
    *_, changed = (await published(container))[-1]
    assert (changed["rating"], changed["version"] > announced[str(SHOW)]) == (90, True)


async def test_an_entry_that_is_behind_its_journal_stays_so(container: Container) -> None:
    async def versions() -> dict[UUID, tuple[int, int | None]]:
        async with container.runtime.transactions.read() as connection:
            query = select(entries.c.media_id, entries.c.version, entries.c.journaled_version)
            rows = await connection.execute(query.where(entries.c.user_id == ADA))
            return {row.media_id: (row.version, row.journaled_version) for row in rows}

    async with container.runtime.engine.begin() as connection:
        of_movie = (entries.c.user_id == ADA) & (entries.c.media_id == MOVIE)
        await connection.execute(update(entries).where(of_movie).values(journaled_version=1))
    await container.application.announce_libraries()
    stored = await versions()
    assert stored[MOVIE][1] == 1
    assert stored[SHOW][0] == stored[SHOW][1]


async def test_the_command_states_the_number_of_users(container: Container, capsys: pytest.CaptureFixture[str]) -> None:
    await COMMANDS["announce"].run(container, argparse.Namespace())
    assert capsys.readouterr().out == "the libraries of 2 users published\n"
