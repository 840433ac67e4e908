"""What the recognition of files needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from sources.domain.files.listed import ExternalIds, ListedFile
from sources.domain.matching.match import RecognizedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title that files are matched with."""

    media_id: UUID
    kind: Literal["movie", "show"]
    names: tuple[str, ...]
    """The title in every language, and the original one."""
    year: int | None
    ids: ExternalIds
    version: int
    is_gone: bool = False


class Titles(Protocol):
    """Stores titles, to find them by ids and names."""

    async def save(self, titles: Sequence[Title]) -> None:
        """Insert titles, or replace those of an older version."""
        ...

    async def named(self, names: Collection[str]) -> Mapping[str, Sequence[Title]]:
        """Return the titles that have one of the folded names, by that name."""
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
