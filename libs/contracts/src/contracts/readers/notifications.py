"""What notifications reads."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract
from contracts.ingestion import SeasonSyncedV1
from contracts.readers.reader import Reader


class SeasonSynced(Reader):
    """A season without its episodes."""

    contract: ClassVar[type[Contract]] = SeasonSyncedV1

    season_id: UUID
    media_id: UUID
    show_tmdb_id: int
    number: int = Field(ge=0)
    name: str | None = None
    air_date: date | None = None
    synced_at: AwareDatetime
    part: int = Field(default=1, ge=1)
    withdrawn_at: AwareDatetime | None = None
