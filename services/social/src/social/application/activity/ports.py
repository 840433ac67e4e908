"""Ports of activity."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from social.domain.activity.activity import Activity, ActivityKind
from social.domain.activity.entries import Entry
from social.domain.activity.privacy import Sharing

EntryKey = tuple[UUID, UUID]
"""A user and a title."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """The entry of a user for a title as its newest event describes it."""

    user_id: UUID
    media_id: UUID
    version: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item in place of a former one of the same user, title and kind."""

    user_id: UUID
    media_id: UUID
    kind: ActivityKind
    media_kind: str
    at: datetime
    recorded_at: datetime
    """When the user recorded it: who may see it is decided by what held then."""
    rating: int | None


@dataclass(frozen=True, slots=True)
class Play:
    """A play as its newest event describes it."""

    play_id: UUID
    user_id: UUID
    media_id: UUID
    media_kind: str
    season: int | None
    episode: int | None
    watched_at: datetime
    recorded_at: datetime
    """When the user recorded it: who may see it is decided by what held then."""


@dataclass(frozen=True, slots=True)
class TitleUpdate:
    """How a title appears."""

    media_id: UUID
    version: int
    title: str | None
    slug: str
    is_listed: bool
    successor_id: UUID | None = None
    """The title that it was merged into."""


@dataclass(frozen=True, slots=True)
class HiddenTitle:
    """A title that a user hides, and since when."""

    media_id: UUID
    title: str | None
    slug: str | None
    hidden_at: datetime


class Activities(Protocol):
    """Writes items of the feed. The audience of an item is what held when it was made; a later one never widens it."""

    async def entries(self, keys: Collection[EntryKey]) -> Mapping[EntryKey, StoredEntry]:
        """Return the stored entries of users for titles."""
        ...

    async def save_entries(self, entries: Sequence[StoredEntry]) -> None:
        """Store entries."""
        ...

    async def put(self, items: Sequence[NewItem]) -> None:
        """Store items that are not of plays."""
        ...

    async def remove(self, items: Collection[tuple[UUID, UUID, ActivityKind]]) -> None:
        """Delete items by user, title and kind."""
        ...

    async def listed(self, keys: Collection[EntryKey]) -> Collection[EntryKey]:
        """Return those owners and lists that have an item."""
        ...

    async def remove_lists(self, list_ids: Collection[UUID]) -> None:
        """Delete the items of lists of every former owner."""
        ...

    async def put_plays(self, plays: Sequence[Play], retracted: Collection[UUID]) -> None:
        """Store plays in place of former ones, delete others by their ids, and group what has changed."""
        ...

    async def determine(self, user_ids: Collection[UUID]) -> None:
        """Set the audience of what was stored before anything was known of these users.

        Narrow that of what they have done since their newest period began, if its event has arrived before.
        """
        ...

    async def save_titles(self, titles: Sequence[TitleUpdate]) -> None:
        """Store titles that are newer than what is stored."""
        ...

    async def successors(self, media_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
        """Return the last title of the chain of mergers of each title that is merged."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what is stored of users."""
        ...


class SharingDecisions(Protocol):
    """Reads and writes who sees the activity of users."""

    async def of(self, user_id: UUID) -> Sharing:
        """Return what a user has decided here, else the default."""
        ...

    async def save(self, user_id: UUID, sharing: Sharing, now: datetime) -> None:
        """Store what a user has decided."""
        ...

    async def renew(self, user_ids: Collection[UUID], now: datetime | None = None) -> Sequence[UUID]:
        """Begin a new period for users whose audiences have changed, and return those users.

        It begins now, or with the user's last change in auth.
        """
        ...

    async def hide(self, user_id: UUID, media_id: UUID, now: datetime) -> None:
        """Hide a title; a repetition changes nothing."""
        ...

    async def show(self, user_id: UUID, media_id: UUID, now: datetime) -> None:
        """Hide a title no more."""
        ...

    async def hide_successors(self, successors: Mapping[UUID, UUID]) -> None:
        """Hide what titles were merged into for those who hide the titles; what a user has shown again stays so."""
        ...

    async def count_hidden(self, user_id: UUID) -> int:
        """Return how many titles a user hides."""
        ...

    async def count_ever_hidden(self, user_id: UUID) -> int:
        """Return how many titles a user hides, or has hidden before."""
        ...

    async def hidden(self, user_id: UUID, part: Slice) -> Part[HiddenTitle]:
        """Return the titles that a user hides, the last hidden first."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what users have decided."""
        ...


class Feed(Protocol):
    """Reads items as a viewer may see them now."""

    async def home(self, viewer: UUID, part: Slice) -> Part[Activity]:
        """Return the items of the viewer, of friends and of whom the viewer follows, the newest first."""
        ...

    async def of_person(self, viewer: UUID, author: UUID, part: Slice) -> Part[Activity]:
        """Return the items of one user, the newest first."""
        ...
