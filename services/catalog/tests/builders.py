"""Commands with defaults for the fields that a test does not set."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from catalog.application.commands import (
    ApplyDropOff,
    ApplyEntry,
    ApplyList,
    ApplyScores,
    ApplySeason,
    ApplyTitle,
    ApplyTrend,
    SeasonEpisode,
    StoreSeasonPart,
    TitleDocuments,
)
from catalog.application.discovery.commands import DiscoveryFacts
from catalog.domain.policy.facts import TitleFacts

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DOCUMENTS = TitleDocuments(
    card=b"{}",
    detail=b"{}",
    search_result=b"{}",
    texts=b"{}",
    calendar_header=None,
    offers=b"{}",
    certifications=b"{}",
    seasons=b"[]",
    appraisal=b"{}",
)


def title(number: int, name: str = "Title", year: int | None = 2021, **fields: Any) -> ApplyTitle:
    """Return the import of a title with id and TMDB number `number`."""
    defaults: dict[str, Any] = {
        "kind": "movie",
        "version": 1,
        "release_date": None if year is None else date(year, 5, 1),
        "theatrical_release_date": None,
        "digital_release_date": None,
        "releases": (),
        "last_air_date": None,
        "next_air_date": None,
        "last_episode": None,
        "popularity": None,
        "votes_tmdb": None,
        "votes_trakt": None,
        "ended": False,
        "imdb_id": None,
        "hit": False,
        "artwork": False,
        "deleted_at": None,
        "successor": None,
        "genres": (),
        "discovery": DiscoveryFacts(),
        "documents": DOCUMENTS,
        "policy_facts": TitleFacts(UUID(int=number)),
    }
    return ApplyTitle(media_id=UUID(int=number), tmdb_id=number, title=name, **{**defaults, **fields})


def season(number: int, episodes: int, version: int = 1) -> ApplySeason:
    """Return a season with id `number` and episodes 1 to `episodes`."""
    return ApplySeason(
        season_id=UUID(int=number),
        media_id=UUID(int=1),
        number=number,
        version=version,
        summary=b"{}",
        detail=b"{}",
        episodes=tuple(SeasonEpisode(place, None, None, None, None, b"{}") for place in range(1, episodes + 1)),
    )


def season_part(number: int, part: int, parts: int, version: int = 1) -> StoreSeasonPart:
    """Return a part of a season with id `number`; its body names version and part."""
    return StoreSeasonPart(UUID(int=number), part, parts, version, f"{version}/{part}".encode())


def scores(number: int, ratingo: float, version: int = 1) -> ApplyScores:
    """Return the scores of a movie."""
    return ApplyScores(UUID(int=number), "movie", number, version, ratingo, 50.0, 50.0, 60.0, None, None, b"{}", NOW)


def drop_off(number: int, document: bytes | None, version: int = 1) -> ApplyDropOff:
    return ApplyDropOff(UUID(int=number), "show", number, version, document)


def trend(number: int, direction: str, version: int = 1) -> ApplyTrend:
    """Return the trend of a movie."""
    return ApplyTrend(UUID(int=number), "movie", number, version, direction)


def ranking(numbers: list[int], version: int = 1) -> ApplyList:
    """Return a list with titles at rank 1, 2 and so on."""
    ranks = {UUID(int=number): rank for rank, number in enumerate(numbers, 1)}
    return ApplyList("trending.movie.day", "movie", "global", version, NOW, ranks)


def entry(number: int, state: str, version: int = 1, **fields: Any) -> ApplyEntry:
    """Return a user's entry for a title."""
    defaults: dict[str, Any] = {
        "rating": None,
        "season": None,
        "episode": None,
        "seasons": {},
        "removed": False,
        "changed_at": NOW,
    }
    return ApplyEntry(
        user_id=UUID(int=0xADA), media_id=UUID(int=number), version=version, state=state, **{**defaults, **fields}
    )
