"""What sources reads."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import MediaImportedV1, SeasonSummary
from contracts.ingestion import facts as wire
from contracts.readers.reader import Reader
from contracts.readers.titles import TranslatedName

__all__ = ["MediaImported"]


class CountedSeason(Reader):
    """A season and how many episodes it has."""

    contract: ClassVar[type[Contract]] = SeasonSummary

    number: int
    episode_count: int | None = None


class MediaImported(Reader):
    """What a file is matched with a title by."""

    contract: ClassVar[type[Contract]] = MediaImportedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    external_ids: wire.ExternalIds = wire.ExternalIds()
    title: str = Field(min_length=1)
    original_title: str | None = None
    origin_countries: tuple[str, ...] = ()
    translations: dict[str, TranslatedName] = Field(default_factory=dict)
    release_date: date | None = None
    seasons: tuple[CountedSeason, ...] = ()
    gone_at: AwareDatetime | None = None
    successor_id: UUID | None = None
