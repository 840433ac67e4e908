"""Settings of the library, from the environment."""

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of library: `LIBRARY_…`."""

    model_config = prefixed("LIBRARY")
