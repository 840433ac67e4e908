"""The number of statements of a batch does not depend on the number of its events."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx2
import pytest

from chassis.testing.clock import NOON
from chassis.testing.events import stats_updated
from chassis.testing.statements import executed_reads, statements
from chassis.testing.tokens import Tokens
from contracts.catalog import MediaPublishedV1
from contracts.event import Event
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, MediaImportedV1, SeasonSyncedV1
from library.bootstrap import Container

pytestmark = pytest.mark.integration


USER = UUID(int=7)
READS = (
    "/user-media",
    "/user-media?kind=show&minRating=1&query=show",
    "/user-media/continue",
    "/me/watchlist?sort=rating",
    "/me/ratings",
    "/me/history",
    "/me/activity",
    "/me/continue",
    "/me/plays",
    "/me/plays?kind=show&from=2026-01-01T00:00:00Z",
    "/me/statistics",
    "/me/statistics/years/2026",
)


def synced(number: int, *, version: int = 1, episodes: int = 1) -> SeasonSyncedV1:
    return SeasonSyncedV1(
        version=version,
        season_id=season_id(number, 1),
        media_id=media_id("show", number),
        show_tmdb_id=number,
        number=1,
        episodes=tuple(
            Episode(episode_id=episode_id(number, 1, episode), number=episode, title=f"Episode {episode}")
            for episode in range(1, episodes + 1)
        ),
        synced_at=NOON,
    )


@pytest.mark.parametrize("count", [1, 120])
async def test_a_batch_of_every_topic_takes_eight_statements_whatever_its_size(
    container: Container,
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., MediaImportedV1],
    published: Callable[..., MediaPublishedV1],
    count: int,
) -> None:
    events: list[Event] = []
    for number in range(1, count + 1):
        events += [
            imported(number),
            stats_updated(number, kind="show"),
            published(number, f"title-{number}"),
            synced(number),
        ]

    with statements(container.runtime.engine) as sent:
        await deliver(*events)

    assert [" ".join(statement.split()[:3]) for statement in sent] == [
        "begin",
        "insert into inbox",
        "INSERT INTO titles",
        "INSERT INTO title_refolds",
        "INSERT INTO season_parts",
        "INSERT INTO title_refolds",
        "with added as",
        "commit",
    ]


async def test_a_change_reads_the_seasons_of_its_show_once(
    container: Container,
    client: httpx2.AsyncClient,
    tokens: Tokens,
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., MediaImportedV1],
) -> None:
    await deliver(imported(1), synced(1))
    path = f"/api/v1/user-media/{media_id('show', 1)}"
    body = {"progress": {"season": 1, "episode": 1}}

    with statements(container.runtime.engine) as sent:
        response = await client.patch(path, json=body, headers=tokens.bearer(UUID(int=7)))

    assert response.status_code == 200, response.text
    assert sum("FROM season_parts" in statement for statement in sent) == 1


@pytest.mark.parametrize("count", [1, 12])
async def test_a_read_is_one_statement_whatever_its_number_of_titles(
    container: Container,
    client: httpx2.AsyncClient,
    tokens: Tokens,
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., MediaImportedV1],
    count: int,
) -> None:
    me = tokens.bearer(USER)
    for number in range(1, count + 1):
        await deliver(imported(number), synced(number, episodes=3))
        body = {"mediaItemId": str(media_id("show", number)), "season": 1, "episode": 1}
        assert (await client.post("/api/v1/me/plays", json=body, headers=me)).status_code == 201
        rated = await client.patch(f"/api/v1/user-media/{media_id('show', number)}", json={"rating": 80}, headers=me)
        assert rated.status_code == 200

    for path in (*READS, f"/user-media/{media_id('show', 1)}"):
        first = await client.get(f"/api/v1{path}", headers=me)
        with statements(container.runtime.engine) as sent, executed_reads(container.runtime.reads) as executed:
            second = await client.get(f"/api/v1{path}", headers=me)
        assert (first.status_code, second.json()) == (200, first.json()), path
        assert (len(sent), len(executed)) == (0, 1), path


@pytest.mark.parametrize("path", ["/user-media/continue", "/me/continue", "/me/plays"])
async def test_titles_that_are_not_kept_take_two_more_statements_whatever_their_number(
    container: Container,
    client: httpx2.AsyncClient,
    tokens: Tokens,
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., MediaImportedV1],
    path: str,
) -> None:
    me = tokens.bearer(USER)
    shows = range(1, 13)
    for number in shows:
        await deliver(imported(number), synced(number, episodes=3))
        body = {"mediaItemId": str(media_id("show", number)), "season": 1, "episode": 1}
        assert (await client.post("/api/v1/me/plays", json=body, headers=me)).status_code == 201
    await client.get(f"/api/v1{path}", headers=me)
    await deliver(*(imported(number, version=2, title="Renamed") for number in shows))
    await deliver(*(synced(number, version=2, episodes=4) for number in shows))

    with executed_reads(container.runtime.reads) as executed:
        page = (await client.get(f"/api/v1{path}", headers=me)).json()

    assert len(executed) == 3
    assert {item["mediaSummary"]["title"] for item in page["data"]} == {"Renamed"}
    assert page["meta"]["total"] == 12
