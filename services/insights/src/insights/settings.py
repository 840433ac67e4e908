"""The only place where insights reads the environment."""

from pydantic import Field

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of insights: `INSIGHTS_…`."""

    model_config = prefixed("INSIGHTS")

    refresh_seconds: float = Field(default=2.0, gt=0)
    """How long new snapshots gather before the movements of their titles are computed again."""
