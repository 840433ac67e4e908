"""`python -m social replay` on the real Kafka and Postgres: people and subjects are rebuilt, what users did stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from services.social.tests.integration.activity.test_feed import entry, play
from services.social.tests.society import ADA, BEN, CLEO, DAN, sealed, settings_of

from chassis.testing.clock import FixedClock
from chassis.testing.replay import assert_replay_rebuilds
from contracts.auth import UserChangedV1, UserDeletedV1
from contracts.event import encode
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, MediaImportedV1, SeasonSummary, SeasonSyncedV1
from contracts.library import ListPublishedV1
from devstack.testing.pytest_plugin import CreateDatabase
from social.bootstrap import build
from social.infrastructure.tables import READ_MODEL, activity
from social.presentation.consumers import TOPICS

pytestmark = pytest.mark.integration

BEGIN = datetime(2026, 11, 1, 12, tzinfo=UTC)
SHOW = media_id("show", 1)
SUBJECTS = (
    MediaImportedV1(
        version=1,
        media_id=SHOW,
        kind="show",
        tmdb_id=1,
        title="Show",
        seasons=(SeasonSummary(number=1),),
        imported_at=BEGIN,
    ),
    SeasonSyncedV1(
        version=1,
        season_id=season_id(1, 1),
        media_id=SHOW,
        show_tmdb_id=1,
        number=1,
        episodes=(Episode(episode_id=episode_id(1, 1, 1), number=1),),
        synced_at=BEGIN,
    ),
    ListPublishedV1(version=1, list_id=UUID(int=70), user_id=BEN, is_public=True, changed_at=BEGIN),
)


def changed(user_id: UUID, version: int, name: str, *, is_public: bool = True) -> UserChangedV1:
    at = BEGIN + timedelta(hours=version)
    return UserChangedV1(
        version=version,
        user_id=user_id,
        sealed_profile=sealed(user_id, name),
        profile_public=is_public,
        changed_at=at,
    )


async def test_a_replay_rebuilds_people_and_subjects_and_leaves_what_users_did(
    create_database: CreateDatabase, kafka_bootstrap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = await create_database("social")
    settings = settings_of(urls.app, tmp_path, kafka_bootstrap=kafka_bootstrap)
    monkeypatch.setenv("SOCIAL_NOTICE_KEY_FILES", ",".join(map(str, settings.notice_key_files)))
    events = [
        changed(ADA, 1, "Ada_L"),
        changed(BEN, 1, "ben", is_public=False),
        changed(BEN, 2, "benjamin"),
        changed(DAN, 1, "dan_99"),
        UserDeletedV1(version=2, user_id=DAN, deleted_at=BEGIN),
        *SUBJECTS,
        entry(ADA, 1, state="watching"),
        play(BEN, 3),
        play(CLEO, 1),
    ]
    await assert_replay_rebuilds(
        lambda: build(settings, clock=FixedClock()),
        [encode(event, "test") for event in events],
        topics=TOPICS,
        read_model=READ_MODEL,
        unchanged=(activity.activities, activity.plays, activity.entries, activity.privacy_periods),
        ignored={"received_at"},
    )
