"""Settings of insights, from the environment."""

from pydantic import Field

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of insights: `INSIGHTS_…`."""

    model_config = prefixed("INSIGHTS")

    refresh_seconds: float = Field(default=2.0, gt=0)
    """Longest pause, in seconds, before the movements of titles with new snapshots are computed again."""
