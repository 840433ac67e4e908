"""What several consumers read of a title in the same way."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.catalog import MediaPublishedV1
from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import MediaImportedV1, SeasonSummary, SignalsCollectedV1
from contracts.ingestion import facts as wire
from contracts.readers.reader import Reader
from contracts.stats import Scores, StatsUpdatedV1


class OpenScore(Reader):
    """The open score of a title."""

    contract: ClassVar[type[Contract]] = Scores

    ratingo: float = Field(ge=0, le=100)


class StatsUpdated(Reader):
    """A title's open score."""

    contract: ClassVar[type[Contract]] = StatsUpdatedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int
    scores: OpenScore


class SignalsCollected(Reader):
    """A title's audience at one time."""

    contract: ClassVar[type[Contract]] = SignalsCollectedV1

    media_id: UUID
    kind: Kind
    tmdb_id: int
    observed_at: AwareDatetime
    live_watchers: int | None = Field(default=None, ge=0)
    total_watchers: int | None = Field(default=None, ge=0)
    popularity: float | None = Field(default=None, ge=0)


class MediaPublished(Reader):
    """The slug of a title's page."""

    contract: ClassVar[type[Contract]] = MediaPublishedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    slug: str = Field(min_length=1)


class CountedSeason(Reader):
    """A season as the show's record lists it, and how many episodes it has."""

    contract: ClassVar[type[Contract]] = SeasonSummary

    number: int
    episode_count: int | None = None


class ProviderNumber(Reader):
    """A service that offers a title."""

    contract: ClassVar[type[Contract]] = wire.Provider

    provider_id: int


class TranslatedName(Reader):
    """A title's name in one language."""

    contract: ClassVar[type[Contract]] = wire.Translation

    title: str | None = None


class TitleImported(Reader):
    """What identifies an imported title."""

    contract: ClassVar[type[Contract]] = MediaImportedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    title: str = Field(min_length=1)
    release_date: date | None = None


class MediaImported(TitleImported):
    """The same with its first name, where it is from, and whether it is there."""

    original_title: str | None = None
    origin_countries: tuple[str, ...] = ()
    gone_at: AwareDatetime | None = None


class NamedTitleImported(MediaImported):
    """The same with its names in every language, and its ids at other sites."""

    external_ids: wire.ExternalIds = wire.ExternalIds()
    translations: dict[str, TranslatedName] = Field(default_factory=dict)
