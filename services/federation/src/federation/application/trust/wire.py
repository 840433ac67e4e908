"""The bodies of requests between servers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from federation.domain.keys.keys import ServerDocument
from federation.domain.peers.permissions import Permission
from federation.domain.sharing.share import AlbumSummary, Kind, ListSummary, SharedTitle

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """The request of an invited server to become a peer."""

    secret: str
    server: ServerDocument
    permissions: frozenset[Permission]
    """What it grants."""


@dataclass(frozen=True, slots=True)
class AlbumsPage:
    """A page of shared albums."""

    items: Sequence[AlbumSummary]
    total: int


@dataclass(frozen=True, slots=True)
class ListsPage:
    """A page of shared lists."""

    items: Sequence[ListSummary]
    total: int


@dataclass(frozen=True, slots=True)
class TitlesPage:
    """A page of the titles of shared lists, each once."""

    items: Sequence[SharedTitle]
    total: int


@dataclass(frozen=True, slots=True)
class SharedSince:
    """An item and when it was shared."""

    kind: Kind
    item_id: UUID
    name: str
    shared_at: datetime


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """What was shared last."""

    items: Sequence[SharedSince]


@dataclass(frozen=True, slots=True)
class DeletionRequest:
    """An item that a server does not share any more."""

    id: UUID
    kind: Kind
    item_id: UUID


@dataclass(frozen=True, slots=True)
class DeletionVerdict:
    """What became of a request to delete."""

    confirmed: bool
    reason: str | None = None


class Wire(Protocol):
    """Reads and writes bodies. What is read is bounded; raise WireInvalid."""

    def read_document(self, body: bytes) -> ServerDocument:
        """Return the document of a server; raise PeerUnreachable."""
        ...

    def write_document(self, document: ServerDocument) -> bytes:
        """Return the body of a document."""
        ...

    def read_join(self, body: bytes) -> JoinRequest:
        """Return a request to become a peer."""
        ...

    def write_join(self, request: JoinRequest) -> bytes:
        """Return the body of such a request."""
        ...

    def read(self, kind: type[T], body: bytes) -> T:
        """Return a value of any other kind."""
        ...

    def write(self, value: object) -> bytes:
        """Return the body of a value."""
        ...

    def error_code(self, body: bytes) -> str:
        """Return the code of an error of another server, or `unknown`."""
        ...
