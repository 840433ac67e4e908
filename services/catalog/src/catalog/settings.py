"""The only place where catalog reads the environment."""

from typing import Annotated

from pydantic import Field

from chassis.settings import CommaList, ServiceSettings, prefixed

Region = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Settings(ServiceSettings):
    """Settings of catalog: `CATALOG_…`."""

    model_config = prefixed("CATALOG")

    database_read_pool_size: int = Field(default=6, gt=0)
    """How many of the connections of `database_pool_size` serve requests; the others are those of transactions."""
    shared_response_seconds: float = Field(default=1.0, ge=0, le=30)
    """How long, in seconds, anonymous clients share a response; clients may keep it for 30 seconds anyway."""
    image_base_url: str = "https://image.tmdb.org/t/p"
    """Base URL of images. It is rendered into documents: after a change, replay."""
    default_region: Region = "US"
    """The region of requests that name none."""
    fallback_regions: CommaList[Region] = ("US",)
    """Regions whose offers are shown, in this order, when the requested region has none."""
    counts_seconds: float = Field(default=300.0, ge=0)
    """How old the choice of similar titles may be, in seconds; 0 chooses them for each request."""
    totals_seconds: float = Field(default=2.0, ge=0)
    """How old the total of a list may be, in seconds; 0 counts for every page."""
