"""The only place where stats reads the environment."""

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of stats: `STATS_…`."""

    model_config = prefixed("STATS")
