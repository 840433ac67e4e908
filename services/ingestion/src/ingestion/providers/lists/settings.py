"""Access to sites that are only read for lists."""

from pydantic import Field, SecretStr, field_validator

from chassis.core.clock import Clock
from chassis.http.client import HttpClient
from chassis.settings import EnvironmentSettings, prefixed
from ingestion.providers.lists.kinds import letterboxd, mdblist
from ingestion.providers.lists.web_client import WebClient


class ListSiteSettings(EnvironmentSettings):
    """Settings of the sites: `INGESTION_LISTS_…`. An empty address turns a site off."""

    model_config = prefixed("INGESTION_LISTS")

    mdblist_base_url: str | None = "https://api.mdblist.com"
    mdblist_api_key: SecretStr | None = None
    """A key of MDBList; without one its lists are not read."""
    letterboxd_base_url: str | None = "https://letterboxd.com"
    seconds: float = Field(default=20, gt=0)
    """Deadline of one call."""

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value


def create_sites(settings: ListSiteSettings, user_agent: str, clock: Clock) -> dict[str, WebClient]:
    """Return a client of each configured site."""
    sites: dict[str, WebClient] = {}
    headers = {"user-agent": user_agent}
    seconds = settings.seconds
    if settings.mdblist_base_url is not None and settings.mdblist_api_key is not None:
        http = HttpClient(settings.mdblist_base_url, seconds=seconds, connections=4, headers=headers, shows_paths=True)
        params = {"apikey": settings.mdblist_api_key.get_secret_value()}
        sites[mdblist.KIND] = WebClient(http, clock, seconds=seconds, params=params)
    if settings.letterboxd_base_url is not None:
        http = HttpClient(
            settings.letterboxd_base_url, seconds=seconds, connections=4, headers=headers, shows_paths=True
        )
        sites[letterboxd.KIND] = WebClient(http, clock, seconds=seconds, private=frozenset({401, 403}))
    return sites
