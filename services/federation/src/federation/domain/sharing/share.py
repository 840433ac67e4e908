"""What a server shares with its peers, and what was shared before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What an item is. The values are stored and part of the API."""

    ALBUM = "album"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Share:
    """An item that every active peer with the permission to browse may see."""

    id: UUID
    kind: Kind
    item_id: UUID
    name: str
    shared_by: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Deletion:
    """An item that is not shared any more: peers are requested to delete what they have of it."""

    id: UUID
    kind: Kind
    item_id: UUID
    name: str
    requested_by: UUID
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A peer that was requested to delete an item, and when it has confirmed that it did."""

    peer_id: UUID
    peer_name: str
    confirmed_at: datetime | None
    refused: str | None = None
    """Why it did not, if it has stated so."""


@dataclass(frozen=True, slots=True)
class AlbumSummary:
    """An album as lists show it."""

    id: UUID
    name: str
    artist: str
    year: int | None
    track_count: int
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class SharedTrack:
    """A track of an album."""

    id: UUID
    title: str
    artist: str
    disc: int
    number: int | None
    duration_ms: int | None
    suffix: str


@dataclass(frozen=True, slots=True)
class SharedAlbum:
    """An album with its tracks."""

    summary: AlbumSummary
    tracks: Sequence[SharedTrack]


@dataclass(frozen=True, slots=True)
class ListSummary:
    """A list as lists of lists show it."""

    id: UUID
    name: str
    description: str | None
    item_count: int


@dataclass(frozen=True, slots=True)
class ListCopy:
    """The copy that a user has of a list of a peer, or that is being made."""

    user_id: UUID
    peer_id: UUID
    list_id: UUID
    request_key: UUID
    """The idempotency key of the request that creates the copy."""
    name: str
    description: str | None
    created_at: datetime
    copy_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SharedTitle:
    """A title of a list. Its id is the same on every server."""

    media_id: UUID
    kind: str
    title: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class SharedList:
    """A list with its titles."""

    summary: ListSummary
    titles: Sequence[SharedTitle]
