"""Any order, batching and repetition of events ends in the same read models, and erased users stay erased."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import delete, select

from chassis.testing.events import stats_updated
from chassis.testing.tokens import Tokens
from contracts.auth import UserChangedV1, UserDeletedV1
from contracts.catalog import UserServicesChangedV1
from contracts.event import Event
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, SeasonSyncedV1
from library.bootstrap import Container
from library.infrastructure.tables import entries, inbox, season_parts, titles, upcoming_dates, users

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ERASED, STAYS = UUID(int=0xE), UUID(int=0x5)

Deliver = Callable[..., Awaitable[None]]
Make = Callable[..., Any]


async def state(container: Container) -> list[tuple[object, ...]]:
    async with container.runtime.engine.connect() as connection:
        stored = await connection.execute(select(titles).order_by(titles.c.media_id))
        erased = await connection.execute(
            select(users.c.user_id, users.c.erased_at.is_not(None), users.c.region, users.c.provider_ids).order_by(
                users.c.user_id
            )
        )
        # The event that stated a date is any one of those of its version.
        columns = [column for column in upcoming_dates.c if column.name != "cause_id"]
        upcoming = await connection.execute(select(*columns).order_by(upcoming_dates.c.subject_id))
        remaining = await connection.execute(select(entries.c.user_id, entries.c.media_id, entries.c.state))
        return [tuple(row) for rows in (stored, erased, upcoming, remaining) for row in rows]


def season(number: int, version: int) -> SeasonSyncedV1:
    """Return a version of a season: the airing of its episode is moved, and has no instant any more at last."""
    airs_at = None if version == 3 else NOW + timedelta(days=version)
    return SeasonSyncedV1(
        version=version,
        season_id=season_id(number, 1),
        media_id=media_id("show", number),
        show_tmdb_id=number,
        number=1,
        episodes=(Episode(episode_id=episode_id(number, 1, 1), number=1, airs_at=airs_at),),
        synced_at=NOW,
    )


async def test_any_order_batching_and_repetition_ends_the_same(
    container: Container, deliver: Deliver, imported: Make, published: Make
) -> None:
    log: list[Event] = [
        event
        for number in (1, 2, 3)
        for version in (1, 2, 3)
        for event in (
            imported(number, version=version, title=f"Title {number}.{version}"),
            published(number, f"title-{number}-{version}", kind="show", version=version),
            stats_updated(number, kind="show", version=version, score=version),
            season(number, version),
            imported(9, kind="movie", version=version, digital_release_date=date(2026, 12, version)),
            UserDeletedV1(version=version, user_id=ERASED, deleted_at=NOW),
            UserChangedV1(version=version, user_id=ERASED, preferred_region="PL", changed_at=NOW),
            UserChangedV1(version=version, user_id=STAYS, preferred_region=f"A{version}", changed_at=NOW),
            *(
                UserServicesChangedV1(
                    version=version, user_id=user, region="PL", provider_ids=(version,), changed_at=NOW
                )
                for user in (ERASED, STAYS)
            ),
        )
    ]
    await deliver(*log)
    expected = await state(container)
    assert len(expected) == 4 + 2 + 4, "titles, users, upcoming dates"
    assert (STAYS, False, "A3", [3]) in expected
    assert (ERASED, True, None, None) in expected

    for seed in range(10):
        chance = Random(seed)
        shuffled = [*log, *chance.choices(log, k=10)]
        chance.shuffle(shuffled)
        async with container.runtime.engine.begin() as connection:
            for table in (titles, season_parts, upcoming_dates, users, entries, inbox):
                await connection.execute(delete(table))
        while shuffled:
            size = chance.randint(1, 12)
            await deliver(*shuffled[:size])
            shuffled = shuffled[size:]
        assert await state(container) == expected, f"seed {seed}"


@pytest.mark.parametrize("erased_first", [True, False])
async def test_an_erased_user_has_no_entry_in_any_order_of_write_and_erasure(
    container: Container,
    deliver: Deliver,
    imported: Make,
    client: httpx2.AsyncClient,
    tokens: Tokens,
    *,
    erased_first: bool,
) -> None:
    await deliver(imported(1))

    async def write(user: UUID) -> int:
        address = f"/api/v1/user-media/{media_id('show', 1)}"
        response = await client.patch(address, json={"state": "planned"}, headers=tokens.bearer(user))
        return response.status_code

    assert await write(STAYS) == 200
    if not erased_first:
        assert await write(ERASED) == 200
    await deliver(UserDeletedV1(version=1, user_id=ERASED, deleted_at=NOW))
    before = await state(container)
    await deliver(UserDeletedV1(version=2, user_id=ERASED, deleted_at=NOW))
    assert await write(ERASED) == 403
    assert await state(container) == before
    async with container.runtime.engine.connect() as connection:
        assert list(await connection.scalars(select(entries.c.user_id))) == [STAYS]
