"""Settings of search, from the environment."""

from pathlib import Path

from pydantic import Field

from chassis.settings import HttpSettings, KafkaSettings, prefixed


class Settings(HttpSettings, KafkaSettings):
    """Settings of search: `SEARCH_…`."""

    model_config = prefixed("SEARCH")

    index_folder: Path
    """Where this replica keeps its index; no other process may use it. Losing it costs a rebuild from the events."""
    ingestion_url: str
    """Base URL of ingestion, whose providers are searched beyond the catalog."""
    shared_response_seconds: float = Field(default=1, ge=0, le=30)
    """How long an anonymous response is served again from memory."""
    kept_response_bytes: int = Field(default=4_000_000, ge=0)
    """How much memory responses take that are kept until the index changes; 0 keeps none."""
    provider_seconds: float = Field(default=2, gt=0)
    """How long `GET /search/providers` waits for ingestion."""
    compatible_provider_seconds: float = Field(default=1, gt=0)
    """How long `GET /catalog/search` waits for it, which has the catalog's own titles already."""
    default_region: str = Field(default="US", pattern="^[A-Z]{2}$")
    """The region of requests that name none."""
    image_base_url: str = "https://image.tmdb.org/t/p"
    commit_seconds: float = Field(default=1, gt=0)
    """Longest time in which an event becomes searchable."""
