"""What social reads."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.catalog import MediaPublishedV1
from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import Episode, MediaImportedV1, SeasonSummary, SeasonSyncedV1
from contracts.readers.reader import Reader


class Season(Reader):
    """A season as the show's record lists it."""

    contract: ClassVar[type[Contract]] = SeasonSummary

    number: int


class MediaImported(Reader):
    """A title, the seasons that its record lists, and what it was merged into."""

    contract: ClassVar[type[Contract]] = MediaImportedV1

    version: int
    media_id: UUID
    kind: Kind
    seasons: tuple[Season, ...] = ()
    successor_id: UUID | None = None


class NumberedEpisode(Reader):
    """An episode within its season."""

    contract: ClassVar[type[Contract]] = Episode

    number: int


class SeasonSynced(Reader):
    """The episodes of a part of a season."""

    contract: ClassVar[type[Contract]] = SeasonSyncedV1

    version: int
    media_id: UUID
    number: int = Field(ge=0)
    episodes: tuple[NumberedEpisode, ...] = ()
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)


class MediaPublished(Reader):
    """How a title appears."""

    contract: ClassVar[type[Contract]] = MediaPublishedV1

    version: int
    media_id: UUID
    kind: Kind
    slug: str = Field(min_length=1)
    listed: bool = True
    successor_id: UUID | None = None
    title: str | None = None
