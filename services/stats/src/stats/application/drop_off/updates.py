"""What events say of episodes and of how far users have come, and how it is stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from stats.domain.drop_off.episodes import Place, RatedEpisode

State = Literal["planned", "watching", "completed", "dropped"]


@dataclass(frozen=True, slots=True)
class SeasonPart:
    """A part of a version of a season; a withdrawn season has no episodes."""

    season_id: UUID
    part: int
    parts: int
    media_id: UUID
    tmdb_id: int
    number: int
    version: int
    synced_at: datetime
    episodes: tuple[RatedEpisode, ...]


@dataclass(frozen=True, slots=True)
class EntryOfShow:
    """A user's entry for a show; without a state it was removed."""

    user_id: UUID
    media_id: UUID
    version: int
    state: State | None
    furthest: Place | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class EpisodePlay:
    """A user has seen a regular episode to its end."""

    user_id: UUID
    media_id: UUID
    place: Place
    watched_at: datetime


class DropOffWork(Protocol):
    """One transaction that stores what is analyzed, and marks the shows whose analysis is out of date."""

    async def save_seasons(self, parts: Sequence[SeasonPart]) -> Collection[UUID]:
        """Store the newer parts, and return the shows that have changed."""
        ...

    async def save_entries(self, entries: Sequence[EntryOfShow]) -> Collection[UUID]:
        """Store the newer entries, without those of erased users, and return the shows that have changed."""
        ...

    async def save_plays(self, plays: Sequence[EpisodePlay]) -> Collection[UUID]:
        """Store the furthest episode per user and show, and return the shows that have changed."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> Collection[UUID]:
        """Delete what is stored of users, also for later events, and return the shows that have changed."""
        ...

    async def mark(self, media_ids: Collection[UUID]) -> None:
        """Mark shows whose analysis is out of date."""
        ...


async def store_seasons(work: DropOffWork, parts: Sequence[SeasonPart]) -> None:
    """Store parts of seasons in any order; the newest version of each part counts."""
    newest: dict[tuple[UUID, int], SeasonPart] = {}
    for part in sorted(parts, key=lambda part: part.version):
        newest[part.season_id, part.part] = part
    await work.mark(await work.save_seasons([newest[key] for key in sorted(newest)]))


async def store_entries(work: DropOffWork, entries: Sequence[EntryOfShow]) -> None:
    """Store entries in any order; the newest version of each counts."""
    newest: dict[tuple[UUID, UUID], EntryOfShow] = {}
    for entry in sorted(entries, key=lambda entry: entry.version):
        newest[entry.media_id, entry.user_id] = entry
    await work.mark(await work.save_entries([newest[key] for key in sorted(newest)]))


async def store_plays(work: DropOffWork, plays: Sequence[EpisodePlay]) -> None:
    """Store plays in any order and any number of times: of each user and show the furthest episode counts."""
    furthest: dict[tuple[UUID, UUID], EpisodePlay] = {}
    for play in plays:
        key = (play.media_id, play.user_id)
        before = furthest.get(key, play)
        place, last = max(before.place, play.place), max(before.watched_at, play.watched_at)
        furthest[key] = EpisodePlay(play.user_id, play.media_id, place, last)
    await work.mark(await work.save_plays([furthest[key] for key in sorted(furthest)]))


async def erase_viewings(work: DropOffWork, user_ids: Sequence[UUID]) -> None:
    """Delete what is stored of deleted users."""
    await work.mark(await work.erase(sorted(set(user_ids))))
