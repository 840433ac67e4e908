"""`python -m library replay` on the real Kafka and Postgres: read models are rebuilt, and users' own data stays."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.events import stats_updated
from chassis.testing.replay import assert_replay_rebuilds
from contracts.auth import UserChangedV1, UserDeletedV1
from contracts.catalog import MediaPublishedV1
from contracts.event import Event, encode
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import (
    Episode,
    ListFollowedV1,
    ListSyncedV1,
    MediaChangedV1,
    MediaImportedV1,
    SeasonSyncedV1,
    SyncedItem,
)
from contracts.ingestion.changes import SeasonAdded
from devstack.testing.pytest_plugin import CreateDatabase
from library.application.entries.commands import WriteEntry
from library.application.idempotency import IdempotencyKey
from library.application.subscriptions.commands import ChangeSubscription
from library.bootstrap import Container, build
from library.domain.entries.change import Change
from library.domain.errors import AccountErased
from library.infrastructure.tables import (
    READ_MODEL,
    entries,
    stored_responses,
    subscription_occurrences,
    subscriptions,
    users,
)
from library.presentation.consumers import TOPICS
from library.settings import Settings

pytestmark = pytest.mark.integration

NUMBERS = range(980_002_001, 980_002_011)
USER, ERASED = UUID(int=0x980), UUID(int=0x981)
WRITE = WriteEntry(USER, media_id("show", NUMBERS[0]), idempotency_key=IdempotencyKey("k1", "digest"))


def season(show: int) -> SeasonSyncedV1:
    return SeasonSyncedV1(
        version=1,
        season_id=season_id(show, 1),
        media_id=media_id("show", show),
        show_tmdb_id=show,
        number=1,
        episodes=tuple(
            Episode(episode_id=episode_id(show, 1, episode), number=episode, airs_at=NOON + timedelta(days=3))
            for episode in (1, 2, 3)
        ),
        synced_at=NOON,
    )


async def write_entries(container: Container) -> None:
    """Write an entry, once over both runs, and let an erased user try."""
    change = container.application.change_entry
    await change(WRITE, Change(state="planned", notes="Private"))
    await container.application.subscriptions.subscribe(ChangeSubscription(USER, WRITE.media_id, "new_season"))
    with pytest.raises(AccountErased):
        await change(WriteEntry(ERASED, WRITE.media_id), Change(state="planned"))


async def test_a_replay_rebuilds_titles_and_seasons_and_leaves_entries(
    create_database: CreateDatabase,
    kafka_bootstrap: str,
    imported: Callable[..., MediaImportedV1],
    published: Callable[..., MediaPublishedV1],
) -> None:
    events: list[Event] = [
        UserDeletedV1(version=1, user_id=ERASED, deleted_at=NOON),
        UserChangedV1(
            version=1,
            user_id=USER,
            preferred_region="PL",
            username_digest=UserChangedV1.digest_of("ada"),
            changed_at=NOON,
        ),
    ]
    external = UUID(int=0x982)
    titles = tuple(SyncedItem(kind="show", tmdb_id=number) for number in NUMBERS)
    events += [
        ListSyncedV1(version=1, list_id=external, name="Best", items=titles[:1]),
        ListFollowedV1(version=1, user_id=USER, list_id=external, follows=True, changed_at=NOON),
        ListSyncedV1(version=2, list_id=external, name="Best", items=titles),
    ]
    for number in NUMBERS:
        events.append(
            MediaChangedV1(
                media_id=media_id("show", number),
                kind="show",
                tmdb_id=number,
                media_version=2,
                observed_at=NOON - timedelta(seconds=1),
                seasons_added=(SeasonAdded(number=2),),
            )
        )
        events += [imported(number, version=1), imported(number, version=2, title="Renamed")]
        events += [
            published(number, f"show-{number}", kind="show"),
            season(number),
            stats_updated(number, kind="show", score=50),
        ]
    settings = Settings(database_url=(await create_database("library")).app, kafka_bootstrap=kafka_bootstrap)

    await assert_replay_rebuilds(
        lambda: build(settings, clock=FixedClock()),
        [encode(event, "test") for event in events],
        topics=TOPICS,
        read_model=READ_MODEL,
        unchanged=(entries, users, stored_responses, subscriptions, subscription_occurrences),
        ignored={"received_at"},
        settle=write_entries,
    )
