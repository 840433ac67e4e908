"""The only place where catalog reads the environment."""

from pydantic import Field

from chassis.settings import CommaList, ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of catalog: `CATALOG_…`."""

    model_config = prefixed("CATALOG")

    image_base_url: str = "https://image.tmdb.org/t/p"
    """Where images lie. It is rendered into documents: after a change, replay."""
    default_region: str = Field(default="US", pattern="^[A-Z]{2}$")
    """The region of callers who name none."""
    fallback_regions: CommaList[str] = ("US",)
    """Regions whose offers are shown, in this order, where the caller's has none."""
    totals_seconds: float = Field(default=2.0, ge=0)
    """How old the total of a list may be; 0 counts anew for every page."""
