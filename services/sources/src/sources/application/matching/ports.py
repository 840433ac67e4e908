"""What the recognition of files needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from sources.domain.files.listed import ExternalIds, ListedFile
from sources.domain.matching.match import Match, RecognizedFile
from sources.domain.matching.title import Title
from sources.domain.media_sources.source import MediaSource


class Titles(Protocol):
    """Stores titles, to find them by ids and names."""

    async def lock(self, *, exclusive: bool = False) -> None:
        """Keep titles as they are until this transaction ends; `exclusive`, while files are recognized nowhere else.

        Without it a title and a file that are stored at the same time would not meet.
        """
        ...

    async def save(self, titles: Sequence[Title]) -> None:
        """Insert titles, or replace those of an older version."""
        ...

    async def named(self, names: Collection[str]) -> Mapping[str, Sequence[Title]]:
        """Return the titles that have one of the keys of names, by that key."""
        ...

    async def with_ids(self, ids: Collection[ExternalIds]) -> Sequence[Title]:
        """Return the titles that have one of the ids."""
        ...

    async def by_id(self, media_ids: Collection[UUID]) -> Sequence[Title]:
        """Return the titles of these ids."""
        ...


class Recognize(Protocol):
    """Recognizes what files are."""

    async def __call__(self, titles: Titles, files: Sequence[ListedFile]) -> Sequence[RecognizedFile]:
        """Return the files in their order, each with its name read and its title found where that is certain."""
        ...


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that is in its source now."""

    id: UUID
    source_id: UUID
    file: RecognizedFile


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
        """Return a part of the files without a title, by source and path."""
        ...

    async def below(self, source_id: UUID, folder: str, limit: int) -> Sequence[KnownFile]:
        """Return the files of a folder and of those in it, in the order of their paths."""
        ...

    async def versions(self, media_id: UUID, source_ids: Collection[UUID]) -> Sequence[KnownFile]:
        """Return the files of a title in some sources."""
        ...
