"""Settings of stats, from the environment."""

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of stats: `STATS_…`."""

    model_config = prefixed("STATS")
