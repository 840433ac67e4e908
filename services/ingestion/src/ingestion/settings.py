"""The only place where ingestion reads the environment."""

from pydantic import Field, SecretStr, field_validator

from chassis.settings import CommaList, ServiceSettings, prefixed
from ingestion.application.titles.season_fetch import EpisodeMode


class Settings(ServiceSettings):
    """Settings of ingestion: `INGESTION_…`. A provider without its key is not asked."""

    model_config = prefixed("INGESTION")

    tmdb_base_url: str = "https://api.themoviedb.org/3"
    tmdb_api_key: SecretStr | None = None
    """A v3 key, or a v4 read access token (sent as a header)."""
    tmdb_rate: int = Field(default=40, gt=0)
    tmdb_rate_seconds: float = Field(default=1, gt=0)
    trakt_base_url: str = "https://api.trakt.tv"
    trakt_client_id: SecretStr | None = None
    trakt_rate: int = Field(default=1000, gt=0)
    trakt_rate_seconds: float = Field(default=300, gt=0)
    omdb_base_url: str = "https://www.omdbapi.com"
    omdb_api_key: SecretStr | None = None
    omdb_rate: int = Field(default=1000, gt=0)
    omdb_rate_seconds: float = Field(default=86_400, gt=0)
    tvmaze_base_url: str | None = "https://api.tvmaze.com"
    """Empty turns TVMaze off; it needs no key."""
    tvmaze_rate: int = Field(default=20, gt=0)
    tvmaze_rate_seconds: float = Field(default=10, gt=0)
    user_agent: str = "Marquee/1.0"
    call_seconds: float = Field(default=12, gt=0)
    """Deadline of one try of a call to a provider."""
    budget_patience_seconds: float = Field(default=30, gt=0)
    """How long a call waits for a provider's budget before its job does something else."""

    language: str = "en-US"
    languages: CommaList[str] = ("en", "uk", "de", "es", "fr", "pl")
    """Translations and trailers that are kept."""
    region: str = Field(default="US", pattern="^[A-Z]{2}$")
    regions: CommaList[str] = ("US", "GB", "UA", "DE", "FR", "ES", "PL", "CA")
    """Regions whose offers, dates and certifications are kept; the first ones win where one is chosen."""

    imports_at_once: int = Field(default=20, ge=1)
    """Imports of new titles that one user may have under way (`POST /catalog/import/…`)."""
    imports_per_day: int = Field(default=100, ge=1)
    """Imports of new titles that one user may request per UTC day: a tenth of OMDb's budget."""
    sync_fresh_seconds: float = Field(default=900, ge=0)
    """`POST /ingestion/sync` without `force` fetches a title again only when its last import is older than this."""
    streams_per_user: int = Field(default=5, ge=1)
    """Event streams that one user may have open at one process."""
    streams: int = Field(default=500, ge=1)
    """Event streams that one process serves."""

    worker_concurrency: int = Field(default=16, ge=1, le=64)
    lease_seconds: float = Field(default=30, ge=1)
    """How long a job stays with a worker that gives no sign of life."""
    scheduler_enabled: bool = True
    episode_sync_mode: EpisodeMode = EpisodeMode.GREEDY

    @field_validator("tmdb_api_key", "trakt_client_id", "omdb_api_key", "tvmaze_base_url", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return value or None
