"""Rows of an import as they are stored and shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from library.domain.imports.applying.matching import Alternative
from library.domain.imports.applying.planning import KeyedAction
from library.domain.imports.rows import NO_IDS, ExternalIds, ImportRow, Kind, Position
from library.domain.imports.run import RowStatus
from library.domain.titles.title import Title


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """A row of a file, what it means, and what became of it."""

    number: int
    """The place of the row in the import, from 1."""
    status: RowStatus
    position: Position
    title_group: int | None = None
    """Rows of one group name the same title."""
    kind: Kind | None = None
    title: str = ""
    """The title as the file states it."""
    year: int | None = None
    ids: ExternalIds = NO_IDS
    stated_season: int | None = None
    stated_episode: int | None = None
    stated_episode_title: str | None = None
    media_id: UUID | None = None
    """The title of the catalog that the row means."""
    season: int | None = None
    episode: int | None = None
    confidence: float | None = None
    chosen: bool = False
    """Whether the user chose the title."""
    alternatives: tuple[Alternative, ...] = ()
    effects: tuple[KeyedAction, ...] = ()
    code: str | None = None
    """Why the row is rejected, doubtful, or not matched."""
    column: str | None = None
    """The field of the file that is invalid."""
    message: str | None = None
    excerpt: str | None = None


@dataclass(frozen=True, slots=True)
class RowRequest:
    """A page of the rows of an import."""

    import_id: UUID
    part: Slice
    status: RowStatus | None = None


@dataclass(frozen=True, slots=True)
class RowPage:
    """A part of the rows, and the titles of the catalog that they name."""

    part: Part[StoredRow]
    titles: Mapping[UUID, Title] = field(default_factory=dict)


def stated(row: StoredRow) -> ImportRow:
    """Return what the file states about the episode of a row."""
    return ImportRow(
        row.position,
        row.title,
        (),
        season=row.stated_season,
        episode=row.stated_episode,
        episode_title=row.stated_episode_title,
    )
