"""What the recognition of files needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from sources.domain.files.listed import ExternalIds, ListedFile
from sources.domain.matching.match import Match, RecognizedFile
from sources.domain.matching.title import Title
from sources.domain.media_sources.source import MediaSource


class TitleIndex(Protocol):
    """Finds titles by ids and names."""

    async def lock(self, *, exclusive: bool = False) -> None:
        """Keep titles as they are until this transaction ends; `exclusive`, while files are recognized nowhere else.

        Without it a title and a file that are stored at the same time would not meet.
        """
        ...

    async def named(self, names: Collection[str]) -> Mapping[str, Sequence[Title]]:
        """Return the titles that have one of the keys of names, by that key."""
        ...

    async def with_ids(self, ids: Collection[ExternalIds]) -> Sequence[Title]:
        """Return the titles that have one of the ids."""
        ...


class Titles(TitleIndex, Protocol):
    """Stores titles."""

    async def save(self, titles: Sequence[Title]) -> Sequence[Title]:
        """Insert titles, or replace those of an older version. Return those that were stored."""
        ...

    async def by_id(self, media_ids: Collection[UUID]) -> Sequence[Title]:
        """Return the titles of these ids."""
        ...


class Recognize(Protocol):
    """Recognizes what files are."""

    async def __call__(self, titles: TitleIndex, files: Sequence[ListedFile]) -> Sequence[RecognizedFile]:
        """Return the files in their order, each with its name read and its title found where that is certain."""
        ...


class FileState(StrEnum):
    """What became of a file."""

    MATCHED = "matched"
    """It has a title."""
    UNMATCHED = "unmatched"
    """It has none."""
    GONE = "gone"
    """It has left its source, and is kept for a while."""


@dataclass(frozen=True, slots=True)
class FileFilter:
    """Which files of a source are listed: by default all that have not left it."""

    state: FileState | None = None
    search: str | None = None
    """A part of the path, in small or capital letters."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of a source."""

    id: UUID
    source_id: UUID
    file: RecognizedFile
    gone_at: datetime | None = None
    """When it was first missing."""


@dataclass(frozen=True, slots=True)
class Version:
    """A file of a title, and the source that it is in."""

    source: MediaSource
    file: KnownFile


class Matches(Protocol):
    """Stores which titles files are."""

    async def find(self, file_id: UUID, *, lock: bool = False) -> KnownFile | None:
        """Return a file, or null."""
        ...

    async def automatic(
        self, keys: Collection[str], media_ids: Collection[UUID], after: UUID | None, limit: int
    ) -> Sequence[KnownFile]:
        """Return files that have a key or a title, in the order of their ids, without those that a user has matched."""
        ...

    async def change(self, matches: Mapping[UUID, Match | None], now: datetime) -> None:
        """Store the matches of files by their ids."""
        ...

    async def move(self, media_id: UUID, successor_id: UUID, now: datetime) -> int:
        """Replace the title of the files that users have matched with it. Return how many there were."""
        ...

    async def unmatched(self, source_ids: Collection[UUID], part: Slice) -> Part[KnownFile]:
        """Return a part of the files without a title, by source and path; raise PlaceForgotten."""
        ...

    async def of_source(self, source_id: UUID, which: FileFilter, part: Slice) -> Part[KnownFile]:
        """Return a part of the files of a source, by path; raise PlaceForgotten.

        A part may be smaller than requested, or empty, and have another one behind it.
        """
        ...

    async def below(self, source_id: UUID, folder: str, limit: int) -> Sequence[KnownFile]:
        """Return the files of a folder and of those in it, in the order of their paths."""
        ...

    async def versions(self, media_id: UUID, source_ids: Collection[UUID]) -> Sequence[KnownFile]:
        """Return the files of a title in some sources."""
        ...
