"""Ports of the use cases about imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from jobs.model import Job
from jobs.ports import JobWork
from library.application.imports.rows import RowPage, RowRequest, StoredRow
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.applying.episodes import Episodes
from library.domain.imports.applying.equality import JournalPlays
from library.domain.imports.applying.lookup import Lookup
from library.domain.imports.applying.matching import TitleReference
from library.domain.imports.applying.planning import MarkPlace
from library.domain.imports.applying.requests import TitleRequest
from library.domain.imports.run import ImportRun, RowStatus


@dataclass(frozen=True, slots=True)
class JournalFacts:
    """What a journal says of titles, as far as imports depend on it."""

    plays: Mapping[UUID, Counter[EpisodeNumber | None]]
    """By title, how often each episode was played."""
    by_hand: Mapping[UUID, Mapping[MarkPlace, datetime]]
    """By title, when the user set marks by hand."""
    journal: Mapping[UUID, JournalPlays]
    """By title, the plays of other sources."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of an upload, compressed; `size` are its bytes before that."""

    import_id: UUID
    user_id: UUID
    number: int
    content: bytes
    size: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key of an effect that is not in the journal; for lists with what was added: an item, or the list itself."""

    key: str
    list_id: UUID | None = None
    media_id: UUID | None = None
    subject: Mapping[str, Any] | None = None
    """What was added of what a user keeps besides the journal, or the play that an imported one equals."""


EQUAL_PLAY: Final = "equal_play"
"""The type of the subject of a key whose play equals one of the journal."""


def equal_play(play_id: UUID, origin: str) -> Mapping[str, Any]:
    """Return the subject of the key of an imported play of an origin that equals a play."""
    return {"type": EQUAL_PLAY, "play": str(play_id), "origin": origin}


class Imports(Protocol):
    """Imports and their uploads within one transaction."""

    async def owner(self, import_id: UUID) -> UUID | None:
        """Return the user of an import; null when there is no such import."""
        ...

    async def find(self, import_id: UUID, user_id: UUID) -> ImportRun | None:
        """Return and lock an import of a user, who must be locked; null when there is none."""
        ...

    async def save(self, run: ImportRun) -> None:
        """Store an import."""
        ...

    async def move(self, import_id: UUID, done: int, now: datetime) -> None:
        """Store how many rows are processed."""
        ...

    async def recount(self, run: ImportRun) -> ImportRun:
        """Return the import with the number of rows by status."""
        ...

    async def count_undecided(self, user_id: UUID) -> int:
        """Return how many imports of a user are not over."""
        ...

    async def delete(self, import_ids: Collection[UUID]) -> None:
        """Delete imports with their uploads and rows."""
        ...

    async def expired(self, undecided: datetime, kept: datetime, limit: int) -> list[UUID]:
        """Return and lock imports that are kept no longer."""
        ...

    async def add_chunk(self, chunk: Chunk) -> None:
        """Store a chunk of an upload, which replaces one with the same number."""
        ...

    async def chunk_sizes(self, import_id: UUID) -> Mapping[int, int]:
        """Return the bytes of every chunk of an upload by its number, in order."""
        ...

    async def chunk(self, import_id: UUID, number: int) -> bytes:
        """Return the compressed content of a chunk."""
        ...

    async def delete_chunks(self, import_id: UUID) -> None:
        """Delete an upload."""
        ...

    async def add_keys(self, user_id: UUID, import_id: UUID, keys: Sequence[StoredKey]) -> None:
        """Store the keys of effects that add nothing to the journal; a key that is stored already stays."""
        ...

    async def list_keys(self, import_id: UUID) -> list[StoredKey]:
        """Return the keys that name a list."""
        ...

    async def kept_keys(self, import_id: UUID, limit: int) -> list[StoredKey]:
        """Return keys of what an import added of what a user keeps besides the journal."""
        ...

    async def delete_keys(self, user_id: UUID, keys: Collection[str]) -> None:
        """Delete keys of a user."""
        ...

    async def release_equal(self, user_id: UUID, plays: Mapping[UUID, UUID]) -> None:
        """Delete the keys of imported plays that equal plays, given by their ids with their titles."""
        ...

    async def lists_named(self, user_id: UUID, names: Collection[str], *, smart: bool = False) -> Mapping[str, UUID]:
        """Return by name the lists that a user owns and fills by hand, or the smart ones, the oldest of each name."""
        ...

    async def release_keys(self, import_id: UUID) -> None:
        """Delete the keys of an import."""
        ...


class ImportRows(Protocol):
    """The rows of imports within one transaction."""

    async def add(self, import_id: UUID, user_id: UUID, rows: Sequence[StoredRow]) -> None:
        """Store new rows."""
        ...

    async def replace(self, import_id: UUID, user_id: UUID, rows: Sequence[StoredRow]) -> None:
        """Store changed rows."""
        ...

    async def clear(self, import_id: UUID) -> None:
        """Delete all rows of an import."""
        ...

    async def by_numbers(self, import_id: UUID, numbers: Collection[int]) -> list[StoredRow]:
        """Return rows by their numbers."""
        ...

    async def of_group(self, import_id: UUID, title_group: int) -> list[StoredRow]:
        """Return the rows that name one title."""
        ...

    async def outdated(self, before: datetime, limit: int) -> list[UUID]:
        """Return committed imports with rows that have not changed since an instant."""
        ...

    async def count_requested(self, user_id: UUID) -> int:
        """Return how many titles of a user's imports wait to be imported."""
        ...

    async def arrived(self, limit: int) -> list[UUID]:
        """Return imports with rows whose titles were imported since."""
        ...

    async def waiting(self, import_id: UUID, limit: int) -> list[StoredRow]:
        """Return rows whose titles were imported since they were requested."""
        ...

    async def give_up(self, import_id: UUID) -> None:
        """Store that the rows that still wait have no title."""
        ...

    async def overdue(self, before: datetime, limit: int) -> list[UUID]:
        """Return imports that began before an instant and still have rows that wait."""
        ...

    async def numbers_to_commit(self, import_id: UUID, min_confidence: float) -> list[int]:
        """Return the rows to commit: matched, and ambiguous from a confidence on; the rows of a title in sequence."""
        ...

    async def list_members(self, import_id: UUID, after: int, limit: int) -> list[StoredRow]:
        """Return committed rows that are members of lists, in the order of the file, behind a number."""
        ...

    async def set_status(self, import_id: UUID, numbers: Collection[int], status: RowStatus) -> None:
        """Store the status of rows."""
        ...

    async def replace_status(self, import_id: UUID, before: RowStatus, after: RowStatus) -> None:
        """Store another status of all rows that have one."""
        ...

    async def known_keys(self, user_id: UUID, keys: Sequence[str]) -> set[str]:
        """Return those of the keys that were imported already."""
        ...


class Candidates(Protocol):
    """The catalog, as far as rows are matched with it."""

    async def of(self, references: Sequence[TitleReference]) -> Lookup:
        """Return the titles that rows may mean."""
        ...


class ImportWork(UnitOfWork, JobWork[Job], Protocol):
    """One transaction over the library's stores, imports and the queue of jobs."""

    @property
    def imports(self) -> Imports:
        """Imports and their uploads."""
        ...

    @property
    def import_rows(self) -> ImportRows:
        """Their rows."""
        ...

    @property
    def candidates(self) -> Candidates:
        """The catalog."""
        ...

    async def journal_facts(self, run: ImportRun, media_ids: Collection[UUID]) -> JournalFacts:
        """Return what the journal of the user of an import says of titles."""
        ...

    async def episodes(self, media_ids: Collection[UUID]) -> Mapping[UUID, Episodes]:
        """Return the known episodes of shows."""
        ...

    async def request_titles(self, requests: Sequence[TitleRequest], now: datetime) -> None:
        """Publish that titles are missing."""
        ...

    async def publish_end(self, run: ImportRun, now: datetime) -> None:
        """Publish that an import has ended."""
        ...


class ImportUnits(Protocol):
    """Opens units of work of imports."""

    def begin(self) -> AbstractAsyncContextManager[ImportWork]:
        """Return a context that commits when its block ends, and rolls back when it raises."""
        ...


class ImportReader(Protocol):
    """Reads imports without a transaction."""

    async def page(self, user_id: UUID, part: Slice) -> Part[ImportRun]:
        """Return the imports of a user, the newest first."""
        ...

    async def by_ids(self, import_ids: Collection[UUID]) -> Mapping[UUID, ImportRun]:
        """Return imports by id."""
        ...

    async def rows(self, request: RowRequest) -> RowPage:
        """Return a page of rows with the titles of the catalog that they name."""
        ...
