"""The only place where ingestion reads the environment."""

from collections.abc import Collection, Mapping
from typing import ClassVar

from pydantic import Field

from chassis.settings import CommaList, ServiceSettings, prefixed
from egress.policy import Purpose
from egress.settings import EgressSettings
from ingestion.application.titles.season_fetch import EpisodeMode
from ingestion.domain.titles.facts import Source
from ingestion.providers.egress import PURPOSE
from ingestion.providers.lists.settings import ListSiteSettings
from ingestion.providers.registry import read_settings
from ingestion.providers.spec import ProviderSettings


class Settings(EgressSettings, ServiceSettings):
    """Settings of ingestion: `INGESTION_…`. A provider without its key is not called."""

    model_config = prefixed("INGESTION")
    PURPOSES: ClassVar[Collection[Purpose]] = (PURPOSE,)

    providers: Mapping[Source, ProviderSettings] = Field(default_factory=read_settings)
    """The settings of each provider, from its own variables: `INGESTION_<PROVIDER>_…`."""
    list_sites: ListSiteSettings = Field(default_factory=ListSiteSettings)
    """Access to sites that are only read for lists, from `INGESTION_LISTS_…`."""
    user_agent: str = "Marquee/1.0"
    call_seconds: float = Field(default=12, gt=0)
    """Deadline of one try of a call to a provider."""
    budget_patience_seconds: float = Field(default=30, gt=0)
    """How long a call waits for a provider's budget before its job does something else."""

    language: str = "en-US"
    languages: CommaList[str] = ("en", "uk", "de", "es", "fr", "pl")
    """Translations and trailers that are kept."""
    episode_languages: CommaList[str] = Field(default=(), max_length=10)
    """Languages of the texts of episodes, besides the one of texts; each costs a call per season."""
    region: str = Field(default="US", pattern="^[A-Z]{2}$")
    regions: CommaList[str] = ("US", "GB", "UA", "DE", "FR", "ES", "PL", "CA")
    """Regions whose offers, dates and certifications are kept; the first ones win where one is chosen."""

    imports_at_once: int = Field(default=20, ge=1)
    """Imports of new titles that one user may have under way (`POST /catalog/import/…`)."""
    imports_per_day: int = Field(default=100, ge=1)
    """Imports of new titles that one user may request per UTC day: a tenth of OMDb's budget."""
    searches_per_minute: int = Field(default=30, ge=1)
    """Searches at TMDB that one user may start at one process within a minute (`GET /ingestion/search`)."""
    sync_fresh_seconds: float = Field(default=900, ge=0)
    """`POST /ingestion/sync` without `force` fetches a title again only when its last import is older than this.

    At `POST /lists/external/{listId}/sync`, a list that was read within this time is refused.
    """
    streams_per_user: int = Field(default=5, ge=1)
    """Event streams that one user may have open at one process."""
    streams: int = Field(default=500, ge=1)
    """Event streams that one process serves."""

    worker_concurrency: int = Field(default=32, ge=1, le=64)
    lease_seconds: float = Field(default=30, ge=1)
    """How long a job stays with a worker that gives no sign of life."""
    scheduler_enabled: bool = True
    episode_sync_mode: EpisodeMode = EpisodeMode.GREEDY
