"""Settings of insights, from the environment."""

from pydantic import Field

from chassis.settings import ServiceSettings, prefixed
from insights.domain.plays.play import SMALLEST_GROUP


class Settings(ServiceSettings):
    """Settings of insights: `INSIGHTS_…`."""

    model_config = prefixed("INSIGHTS")

    consumer_gather_ms: int = Field(default=600, ge=0, le=10_000)
    """Longest time, in milliseconds, that a batch waits for more events while events keep arriving: no user waits."""
    consumer_linger_ms: int = Field(default=300, ge=0, le=2_000)
    """How long, in milliseconds, a batch of events waits for those that follow it."""
    database_read_pool_size: int = Field(default=4, gt=0)
    """Connections for single statements that requests send, of those of the service."""

    distribution_seconds: float = Field(default=600, ge=0)
    """How long the counts of titles by decade, country, genre and kind are kept in a process, in seconds."""

    shared_response_seconds: float = Field(default=1.0, ge=0, le=30)
    """How long, in seconds, anonymous clients share a public response."""
    refresh_seconds: float = Field(default=2.0, gt=0)
    """Longest pause, in seconds, before the movements of titles with new values are computed again."""
    rollup_seconds: float = Field(default=300.0, gt=0)
    """Longest pause, in seconds, before the weeks and months with new values are computed again."""
    plays_seconds: float = Field(default=60.0, gt=0)
    """Longest pause, in seconds, before the plays of days with new plays are counted again."""
    plays_smallest_group: int = Field(default=SMALLEST_GROUP, ge=5)
    """How many users must have watched a title on a day before the number of their plays is shown."""
    daily_days: int = Field(default=800, ge=31)
    """For how many days, at least, daily values are kept."""
    hourly_days: int = Field(default=30, ge=1)
    """For how many days, at least, hourly values are kept."""
    changes_seconds: float = Field(default=30.0, gt=0)
    """Longest pause, in seconds, before the changes of titles with new values are computed again."""
    groups_seconds: float = Field(default=3600.0, gt=0)
    """Longest pause, in seconds, before the series of genres and services are computed again."""
    years_seconds: float = Field(default=86400.0, gt=0)
    """Longest pause, in seconds, before the reviews of years are computed again."""
