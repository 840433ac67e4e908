"""Events of seasons, entries and plays for tests of drop-off."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from chassis.testing.clock import NOON
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, MediaImportedV1, Rating, SeasonSyncedV1
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1, Progress

SHOW = 1396
LONG_AGO = NOON - timedelta(days=400)


def imported(number: int = SHOW, kind: Any = "show") -> MediaImportedV1:
    return MediaImportedV1(
        version=1, media_id=media_id(kind, number), kind=kind, tmdb_id=number, title="A show", imported_at=NOON
    )


def season(number: int, votes: Sequence[int], version: int = 1, show: int = SHOW, **facts: Any) -> SeasonSyncedV1:
    """Return a season whose episodes have these votes at Trakt."""
    first = facts.pop("first", 1)
    episodes = tuple(
        Episode(
            episode_id=episode_id(show, number, place),
            number=place,
            title=f"S{number}E{place}",
            air_date=date(2020, 1, 1),
            ratings={"trakt": Rating(rating=8.0, votes=count), "tvmaze": Rating(rating=7.9)},
        )
        for place, count in enumerate(votes, first)
    )
    return SeasonSyncedV1(
        version=version,
        season_id=season_id(show, number),
        media_id=media_id("show", show),
        show_tmdb_id=show,
        number=number,
        episodes=episodes,
        synced_at=NOON,
        **facts,
    )


def entry(user: int, furthest: int | None, version: int = 1, show: int = SHOW, **facts: Any) -> LibraryEntryChangedV1:
    """Return the entry of a user who has seen the first season up to an episode."""
    return LibraryEntryChangedV1(
        **{
            "version": version,
            "user_id": UUID(int=user),
            "media_id": media_id("show", show),
            "kind": "show",
            "tmdb_id": show,
            "state": "watching",
            "progress": None if furthest is None else Progress(season=1, episode=furthest),
            "changed_at": LONG_AGO,
            **facts,
        }
    )


def play(user: int, episode: int, show: int = SHOW, **facts: Any) -> PlayRecordedV1:
    return PlayRecordedV1(
        **{
            "play_id": UUID(int=user * 1000 + episode),
            "user_id": UUID(int=user),
            "media_id": media_id("show", show),
            "kind": "show",
            "season": 1,
            "episode": episode,
            "watched_at": LONG_AGO,
            **facts,
        }
    )
