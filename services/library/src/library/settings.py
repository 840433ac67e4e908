"""Settings of the library, from the environment."""

from typing import Annotated

from pydantic import Field

from chassis.settings import ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of library: `LIBRARY_…`."""

    model_config = prefixed("LIBRARY")

    default_region: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "US"
    """The region of users who prefer none."""
