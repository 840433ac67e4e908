"""The number of statements of a batch does not depend on the number of its events."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx2
import pytest

from chassis.testing.clock import NOON
from chassis.testing.events import stats_updated
from chassis.testing.statements import statements
from chassis.testing.tokens import Tokens
from contracts.catalog import MediaPublishedV1
from contracts.event import Event
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, MediaImportedV1, SeasonSyncedV1
from library.bootstrap import Container

pytestmark = pytest.mark.integration


def synced(number: int) -> SeasonSyncedV1:
    return SeasonSyncedV1(
        version=1,
        season_id=season_id(number, 1),
        media_id=media_id("show", number),
        show_tmdb_id=number,
        number=1,
        episodes=(Episode(episode_id=episode_id(number, 1, 1), number=1),),
        synced_at=NOON,
    )


@pytest.mark.parametrize("count", [1, 120])
async def test_a_batch_of_every_topic_takes_seven_statements_whatever_its_size(
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
