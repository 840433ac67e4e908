"""An export that is imported into an empty account restores plays, marks, their order and every entry."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.library.tests.import_client import USER, Api, Work

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, SeasonSummary, SeasonSyncedV1
from library.application.plays.journal import append
from library.bootstrap import Container
from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.items import Item, JsonValue, MarkKind, NewItem, NewMark, NewPlay, Play, chronological
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

NEW: Final = UUID(int=9)
MOVIE: Final = media_id("movie", 603)
PLANNED: Final = media_id("movie", 593)
SHOW: Final = media_id("show", 1396)
EXPORT: Final = "/api/v1/me/export"
SOME_TIME: Final = NOON - timedelta(days=300)


def mark(media: UUID, kind: MarkKind, value: JsonValue = None, days: int = 0, **more: Any) -> NewMark:
    return NewMark(media_id=media, kind=kind, value=value, at=SOME_TIME + timedelta(days=days), **more)


def episode(season: int, number: int, days: int | None, **more: Any) -> NewPlay:
    watched_at = None if days is None else SOME_TIME + timedelta(days=days)
    return NewPlay(
        media_id=SHOW, place=EpisodeNumber(season, number), watched_at=watched_at, at=watched_at or SOME_TIME, **more
    )


JOURNAL: Final[list[NewItem]] = [
    # Of one time, so that the order of recording decides.
    mark(SHOW, "state", "dropped"),
    episode(1, 1, 0, origin="scrobble:jellyfin", key="session", causation={"server": "x"}, duration_seconds=1800),
    mark(SHOW, "state", "paused"),
    episode(1, 2, None),
    episode(0, 1, 3, precision="day"),
    episode(1, 1, 4),
    mark(SHOW, "rewatch", days=5),
    episode(1, 2, 6),
    episode(9, 9, 7),
    mark(SHOW, "progress", {"seasons": {"1": 1, "0": None}, "replace": True}, 8),
    mark(SHOW, "rating", 70, 9),
    mark(SHOW, "rating", 80, 9, season=1),
    mark(SHOW, "rating", 90, 9, season=1, episode=2),
    mark(SHOW, "tags", ["with Ann", "4K"], 10),
    mark(SHOW, "notes", "  two\nlines ", 11),
    NewPlay(media_id=MOVIE, watched_at=SOME_TIME.replace(month=1, day=1), precision="year", at=SOME_TIME),
    mark(MOVIE, "rating", 40, 1),
    mark(MOVIE, "rating", None, 2),
    mark(PLANNED, "state", "planned", 3),
]


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(
        imported(603, kind="movie", title="The Matrix", release_date=date(1999, 3, 31)),
        imported(593, kind="movie", title="Solaris", release_date=date(1972, 3, 20)),
        imported(1396, title="The Example", seasons=[SeasonSummary(number=1, episode_count=2)]),
        SeasonSyncedV1(
            version=1,
            show_tmdb_id=1396,
            synced_at=NOON,
            season_id=season_id(1396, 1),
            media_id=SHOW,
            number=1,
            name="Season 1",
            episodes=[
                Episode(episode_id=episode_id(1396, 1, number), season=1, number=number, title=f"Part {number}")
                for number in (1, 2)
            ],
        ),
    )


@pytest.fixture
def new(client: httpx2.AsyncClient, tokens: Tokens, work: Work) -> Api:
    """Return a client of an account without data."""
    return Api(client, tokens.bearer(NEW), work)


async def fill(container: Container) -> None:
    async with container.runtime.transactions.begin() as transaction:
        work = SqlUnitOfWork(transaction)
        await work.users.lock(USER)
        await append(work, USER, ordered=JOURNAL, now=NOON)
        await transaction.commit()


async def journal(container: Container, user: UUID) -> list[Item]:
    """Return a user's journal in its order, without what is new in each account."""
    nothing: dict[str, Any] = {"user_id": USER, "batch_id": None, "sequence": 0, "recorded_at": NOON}
    async with container.runtime.transactions.begin() as transaction:
        items = await SqlUnitOfWork(transaction).journal.items(user, [MOVIE, PLANNED, SHOW])
    return [
        replace(item, play_id=UUID(int=0), **nothing)
        if isinstance(item, Play)
        else replace(item, mark_id=UUID(int=0), **nothing)
        for media in (MOVIE, PLANNED, SHOW)
        for item in chronological(items.get(media, []))
    ]


async def entries(container: Container, user: UUID) -> dict[UUID, Entry]:
    """Return a user's entries without their versions and the times of their rows."""
    nothing: dict[str, datetime | int | None] = {"version": 0, "created_at": None, "updated_at": None}
    async with container.runtime.transactions.begin() as transaction:
        stored = await SqlUnitOfWork(transaction).entries.of_titles(user, [MOVIE, PLANNED, SHOW])
    return {media: replace(entry.entry, user_id=USER, **nothing) for media, entry in stored.items()}  # type: ignore[arg-type]


async def exported(api: Api) -> bytes:
    response = await api.client.get(EXPORT, headers=api.headers)
    assert response.status_code == 200, response.text
    return response.content


async def test_an_empty_account_gets_the_same_journal_and_the_same_entries(
    api: Api, new: Api, container: Container
) -> None:
    await fill(container)

    uploaded = await new.upload(await exported(api))
    assert (uploaded["format"], uploaded["state"]) == ("marquee", "ready"), uploaded
    committed = await new.commit(uploaded["id"])

    assert committed["state"] == "committed"
    assert await new.rows(uploaded["id"], status="committed") != []
    assert await journal(container, NEW) == await journal(container, USER)
    assert len(await journal(container, NEW)) == len(JOURNAL)
    assert await entries(container, NEW) == await entries(container, USER)
    show = (await entries(container, NEW))[SHOW]
    assert (show.state, show.cause, show.runs, show.plays, show.rating) == ("watching", "play", 3, 6, 70)
    assert (show.notes, show.tags) == ("  two\nlines ", ("with Ann", "4K"))


async def test_lists_come_back_in_their_order_with_notes(api: Api, new: Api) -> None:
    items = [{"mediaItemId": str(media), "note": f"note {media}"} for media in (SHOW, MOVIE, PLANNED)]
    created = await api.client.post("/api/v1/me/lists", json={"name": "Rain"}, headers=api.headers)
    path = f"/api/v1/lists/{created.json()['data']['id']}/items"
    assert (await api.client.post(path, json={"items": items}, headers=api.headers)).status_code < 300

    uploaded = await new.upload(await exported(api))
    await new.commit(uploaded["id"])

    [restored] = (await new.client.get("/api/v1/me/lists", headers=new.headers)).json()["data"]
    page = await new.client.get(f"/api/v1/lists/{restored['id']}/items", headers=new.headers)
    assert restored["name"] == "Rain"
    assert [{"mediaItemId": item["mediaItemId"], "note": item["note"]} for item in page.json()["data"]] == items


async def test_the_export_of_the_restored_account_is_the_same(api: Api, new: Api, container: Container) -> None:
    await fill(container)
    before = await exported(api)
    uploaded = await new.upload(before)
    await new.commit(uploaded["id"])

    documents = [json.loads(content) for content in (before, await exported(new))]

    own = {"id", "sequence", "recordedAt", "batchId"}
    for section in ("titles", "plays", "marks"):
        first, second = (
            [{name: value for name, value in row.items() if name not in own} for row in document[section]]
            for document in documents
        )
        assert sorted(map(str, first)) == sorted(map(str, second)), section


async def test_importing_again_or_into_the_same_account_adds_nothing(api: Api, new: Api, container: Container) -> None:
    await fill(container)
    content = await exported(api)
    for account in (api, new, new):
        uploaded = await account.upload(content)
        await account.commit(uploaded["id"])

    assert len(await journal(container, USER)) == len(JOURNAL)
    assert len(await journal(container, NEW)) == len(JOURNAL)
    again = await new.upload(content)
    assert {row["status"] for row in await new.rows(again["id"])} == {"duplicate"}


async def test_a_reversal_leaves_an_empty_account(api: Api, new: Api, container: Container) -> None:
    await fill(container)
    uploaded = await new.upload(await exported(api))
    await new.commit(uploaded["id"])

    await new.revert(uploaded["id"])

    assert await journal(container, NEW) == []
    assert {entry.state for entry in (await entries(container, NEW)).values()} == {None}
