"""What the use cases of media sources need."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from sources.domain.files.listed import Page
from sources.domain.media_sources.source import MediaSource, SourceKind


@dataclass(frozen=True, slots=True)
class Server:
    """What a source states about itself."""

    name: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, or of a range of it."""

    total_bytes: int
    begin: int
    length: int
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindField:
    """One field that a user states to connect a source of a kind."""

    name: str
    type: Literal["text", "boolean", "integer", "list"]
    is_required: bool
    is_secret: bool
    description: str
    default: Any = None
    example: Any = None
    choices: tuple[str, ...] = ()
    """The values that a text may have; any without."""
    most_characters: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfSource:
    """What a user states to connect a source of a kind."""

    kind: SourceKind
    configuration: tuple[KindField, ...]
    credentials: tuple[KindField, ...]
    is_for_administrators: bool


class SourceAdapter(Protocol):
    """An open connection to one source. Every method raises SourceFailed and no other error of the network."""

    async def check(self) -> Server:
        """Return what the source states about itself; the cheapest request that needs the credentials."""
        ...

    def files(self, after: str | None) -> AsyncIterator[Page]:
        """Yield every media file, in pages of at most some hundreds; continue behind the position of a page."""
        ...

    def changes(self, since: str) -> AsyncIterator[Page]:
        """Yield what has changed since the position of a scan; raise ChangesUnknown when that is not known."""
        ...

    def open(self, path: str, begin: int = 0, length: int | None = None) -> AbstractAsyncContextManager[Content]:
        """Open a file from a byte on."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


@runtime_checkable
class FolderComparison(Protocol):
    """An open connection to a source that recognizes folders as they were at an earlier listing."""

    def compared(self, after: str | None, digests: AbstractSet[bytes]) -> AsyncIterator[Page]:
        """Yield every media file as `files` does, but none of a folder with one of the digests."""
        ...


class Adapters(Protocol):
    """Connects to sources of every kind."""

    def kinds(self) -> Sequence[KindOfSource]:
        """Return the kinds that can be connected."""
        ...

    def connect(self, source: MediaSource, credentials: Mapping[str, str]) -> SourceAdapter:
        """Return an adapter; open no connection yet."""
        ...

    def configuration(self, kind: SourceKind, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a checked configuration; raise SettingInvalid with the field and its rule."""
        ...

    def credentials(self, kind: SourceKind, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Return checked credentials; raise SettingInvalid with the field and its rule."""
        ...


class MediaSources(Protocol):
    """Stores media sources."""

    async def find(self, source_id: UUID, *, lock: bool = False) -> MediaSource | None:
        """Return a source, or null."""
        ...

    async def visible_to(self, user_id: UUID) -> Sequence[MediaSource]:
        """Return the sources of a user, and those for everyone, in the order of their names."""
        ...

    async def page(self, part: Slice, user_id: UUID | None) -> Part[MediaSource]:
        """Return a part of the sources that a user sees, or of all, by name; the user's own come first."""
        ...

    async def of_kind(self, kind: SourceKind) -> Sequence[MediaSource]:
        """Return the sources of a kind that are not paused."""
        ...

    async def count_of(self, user_id: UUID) -> int:
        """Return how many sources a user has; until the end of the transaction no other one counts them."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[MediaSource]:
        """Return sources whose next scan is due, the longest overdue first."""
        ...

    async def postpone(self, source_ids: Collection[UUID], until: datetime) -> None:
        """Let the next scans of sources be due no earlier than at an instant."""
        ...

    async def with_outage(self) -> Sequence[MediaSource]:
        """Return the sources that cannot be read and are not paused, the longest outage first."""
        ...

    async def save(self, source: MediaSource) -> None:
        """Insert or replace a source."""
        ...

    async def delete(self, source_id: UUID) -> None:
        """Delete a source with its credentials and files."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete every source of users."""
        ...

    async def credentials(self, source_id: UUID) -> Mapping[str, str]:
        """Return the credentials of a source, decrypted."""
        ...

    async def save_credentials(self, source_id: UUID, values: Mapping[str, str]) -> None:
        """Store the credentials of a source, encrypted."""
        ...
