"""Settings of the library, from the environment."""

from typing import Annotated

from pydantic import Field

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of library: `LIBRARY_…`."""

    model_config = prefixed("LIBRARY")

    consumer_gather_ms: int = Field(default=600, ge=0, le=10_000)
    """Longest time, in milliseconds, that a batch waits for more events while events keep arriving: no user waits."""
    consumer_linger_ms: int = Field(default=250, ge=0, le=2_000)
    """How long, in milliseconds, a batch of events waits for those that follow it."""
    database_read_pool_size: int = Field(default=4, gt=0)
    """Of the connections in `database_pool_size`, those for reads."""
    default_region: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "US"
    """The region of users who prefer none."""
    rating_count_seconds: float = Field(default=600, ge=1)
    """Pause, in seconds, between two counts of the ratings of all users."""
    completion_percent: int = Field(default=90, ge=1, le=100)
    """The share of a title from which on a position counts as watched."""
    long_title_seconds: int = Field(default=3600, ge=1)
    """The duration, in seconds, above which a title is long."""
    completion_remaining_seconds: int = Field(default=300, ge=0)
    """What, in seconds, may remain of a long title that counts as watched."""
