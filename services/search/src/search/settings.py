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
    commit_seconds: float = Field(default=1, gt=0)
    """Longest time in which an event becomes searchable."""
