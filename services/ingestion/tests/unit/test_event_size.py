"""Events that are too large: a season becomes parts, anything else loses text, nothing fails."""

from typing import Any

import pytest

from chassis.messaging.outbox import MAX_BODY_BYTES
from contracts.event import Event
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Credits, CrewMember, Episode, MediaImportedV1, SeasonSyncedV1, Translation
from ingestion.infrastructure.events.size import records_of

pytestmark = pytest.mark.unit

AT = "2026-11-28T12:00:00Z"


def _season(count: int, text: str | None, **facts: Any) -> SeasonSyncedV1:
    episodes = tuple(
        Episode(episode_id=episode_id(7, 1, number), number=number, overview=text) for number in range(1, count + 1)
    )
    ids: dict[str, Any] = {"season_id": season_id(7, 1), "media_id": media_id("show", 7), "show_tmdb_id": 7}
    return SeasonSyncedV1(**ids, version=3, number=1, synced_at=AT, episodes=episodes, **facts)


def _movie(**facts: Any) -> MediaImportedV1:
    ids: dict[str, Any] = {"media_id": media_id("movie", 7), "kind": "movie", "tmdb_id": 7}
    return MediaImportedV1(**{**ids, "version": 1, "title": "Dune", "imported_at": AT, **facts})


def _published(event: Event) -> list[Event]:
    """Return the events that the records of an event hold."""
    records = list(records_of(event, "ingestion"))
    assert all(len(record.body) <= MAX_BODY_BYTES for record in records)
    return [type(event).model_validate_json(record.body) for record in records]


def test_event_that_fits_is_published_as_it_is() -> None:
    for event in (_season(20, "short"), _movie()):
        assert _published(event) == [event]


@pytest.mark.parametrize(
    ("count", "text"), [(2000, "冬" * 4000), (1180, "x" * 300 + "é" * 400), (8000, None)], ids=["CJK", "Latin", "none"]
)
def test_long_season_is_published_in_parts_of_one_version(count: int, text: str | None) -> None:
    season = _season(count, text, name="One")
    parts = [item for item in _published(season) if isinstance(item, SeasonSyncedV1)]
    assert [(item.part, item.parts) for item in parts] == [(at, len(parts)) for at in range(1, len(parts) + 1)]
    assert len(parts) > 1
    assert {(item.version, item.name, item.season_id) for item in parts} == {(3, "One", season_id(7, 1))}
    assert tuple(episode for part in parts for episode in part.episodes) == season.episodes
    keys = [item.key() for item in parts]
    assert keys == [str(season_id(7, 1)), *(f"{season_id(7, 1)}.{at}" for at in range(2, len(parts) + 1))]


def test_season_with_an_enormous_text_of_its_own_keeps_every_episode() -> None:
    parts = _published(_season(1500, "x" * 480, overview="y" * 2_000_000))
    assert sum(len(item.episodes) for item in parts if isinstance(item, SeasonSyncedV1)) == 1500


def test_single_episode_that_is_too_large_loses_text_and_not_the_others() -> None:
    season = _season(3, "short")
    huge = season.episodes[1].model_copy(update={"overview": "冬" * 1_000_000})
    parts = _published(season.model_copy(update={"episodes": (season.episodes[0], huge, season.episodes[2])}))
    episodes = [episode for part in parts if isinstance(part, SeasonSyncedV1) for episode in part.episodes]
    assert [episode.number for episode in episodes] == [1, 2, 3]
    assert [episode.overview for episode in episodes][::2] == ["short", "short"]
    assert (episodes[1].overview or "").endswith("冬…")


def test_title_that_is_too_large_is_shortened_only_as_far_as_needed() -> None:
    crew = tuple(CrewMember(tmdb_id=number, name="n" * 300, job="Writer") for number in range(50))
    texts = {"en": Translation(title="Dune", overview="x" * 2_000_000)}
    [event] = _published(_movie(translations=texts, credits=Credits(crew=crew)))
    assert isinstance(event, MediaImportedV1)
    overview = event.translations["en"].overview or ""
    assert (len(overview), overview[-2:]) == (100_000, "x…")
    assert event.credits.crew == crew


def test_name_of_any_length_is_published() -> None:
    [event] = _published(_movie(title="冬" * 3_000_000))
    assert isinstance(event, MediaImportedV1)
    assert event.title.startswith("冬冬")
