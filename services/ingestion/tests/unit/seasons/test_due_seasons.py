"""Which seasons are worth requesting for."""

from datetime import UTC, datetime, timedelta

import pytest

from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.seasons.records import SeasonRecord, seasons_due
from ingestion.domain.titles.facts import SeasonOutline

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _stored(number: int, episodes: int, *, days: int = 1, failure: str | None = None) -> SeasonRecord:
    facts = SeasonFacts(
        number=number, episodes=tuple(EpisodeFacts(numbering=Numbering(number, n)) for n in range(1, episodes + 1))
    )
    return SeasonRecord(
        show_id=1, number=number, facts={"tmdb": facts}, fetched_at=NOW - timedelta(days=days), failure=failure
    )


OUTLINES = (
    SeasonOutline(0, episode_count=3),
    SeasonOutline(1, episode_count=7),
    SeasonOutline(2, episode_count=13),
    SeasonOutline(3, episode_count=1),
)


def test_first_sync_fetches_all_seasons_with_the_specials_last() -> None:
    assert seasons_due(OUTLINES, {}, NOW, every=False) == (1, 2, 3, 0)


def test_later_sync_fetches_the_newest_grown_stale_and_failed_seasons() -> None:
    stored = {
        0: _stored(0, 3, days=8),
        1: _stored(1, 7),
        2: _stored(2, 12),
        3: _stored(3, 1),
    }
    assert seasons_due(OUTLINES, stored, NOW, every=False) == (2, 3, 0)
    assert seasons_due(OUTLINES, stored, NOW, every=True) == (1, 2, 3, 0)
    stored[1] = _stored(1, 7, failure="tmdb: server")
    assert seasons_due(OUTLINES, stored, NOW, every=False) == (1, 2, 3, 0)
