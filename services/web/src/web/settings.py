"""Settings of the web application, from the environment."""

from pydantic import Field

from chassis.settings import HttpSettings, prefixed


class Settings(HttpSettings):
    """Settings of the web application: `WEB_…`."""

    model_config = prefixed("WEB")

    gateway_url: str
    """Base URL of the gateway, whose public API is the only source of every page."""
    public_url: str = "http://localhost:8000"
    """Where browsers reach Marquee: in links that leave the page, such as those of feeds and shared lists."""
    storage_url: str = ""
    """Where browsers of editors reach the object storage of videos; the page of an upload may send parts to it."""
    media_url: str = ""
    """Where browsers get the files of videos, if that is not the gateway: the address of the CDN."""
    serves_music: bool = False
    """Whether the installation has the service of music, so that its pages and its player are shown."""
    api_seconds: float = Field(default=5, gt=0)
    """How long a page waits for a part of it; what has not come by then is shown as unavailable."""
    max_body_bytes: int = Field(default=26_214_400, gt=0)
    """Largest form, an uploaded file among its fields."""
    default_region: str = Field(default="US", pattern="^[A-Z]{2}$")
    """The region of visitors who have chosen none."""
