"""Counts of the titles in the library of a user."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from chassis.core.projection import Change

TitleKind = Literal["movie", "show"]


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """What counts of a user's entry for a title; of a removed entry, nothing does."""

    account_id: UUID
    media_id: UUID
    version: int
    kind: TitleKind
    is_planned: bool = False
    is_rated: bool = False


@dataclass(frozen=True, slots=True)
class LibraryStats:
    """How many movies and shows a user has rated, and how many titles are on the watchlist."""

    movies_rated: int = 0
    shows_rated: int = 0
    watchlist_count: int = 0

    def __add__(self, other: "LibraryStats") -> "LibraryStats":
        """Return the sums."""
        return LibraryStats(
            self.movies_rated + other.movies_rated,
            self.shows_rated + other.shows_rated,
            self.watchlist_count + other.watchlist_count,
        )

    def __sub__(self, other: "LibraryStats") -> "LibraryStats":
        """Return the differences."""
        return LibraryStats(
            self.movies_rated - other.movies_rated,
            self.shows_rated - other.shows_rated,
            self.watchlist_count - other.watchlist_count,
        )


NOTHING = LibraryStats()


def stats_of(entry: LibraryEntry | None) -> LibraryStats:
    """Return what one entry adds to the counts of its user."""
    if entry is None:
        return NOTHING
    return LibraryStats(
        movies_rated=int(entry.is_rated and entry.kind == "movie"),
        shows_rated=int(entry.is_rated and entry.kind == "show"),
        watchlist_count=int(entry.is_planned),
    )


def differences(changes: Iterable[Change[LibraryEntry | None]]) -> dict[UUID, LibraryStats]:
    """Return what changes of entries add to the counts of each user; users whose counts stay are left out."""
    totals: dict[UUID, LibraryStats] = {}
    for change in changes:
        entry = change.after or change.before
        if entry is not None:
            difference = stats_of(change.after) - stats_of(change.before)
            totals[entry.account_id] = totals.get(entry.account_id, NOTHING) + difference
    return {account_id: total for account_id, total in totals.items() if total != NOTHING}
