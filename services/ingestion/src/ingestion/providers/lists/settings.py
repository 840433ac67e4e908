"""Access to sites that are only read for lists."""

from pydantic import Field, SecretStr, field_validator

from chassis.core.clock import Clock
from chassis.settings import EnvironmentSettings, prefixed
from egress.clients.server import EgressServer
from egress.guard import EgressGuard
from egress.http import EgressClient
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


def site_addresses(settings: ListSiteSettings) -> tuple[str | None, ...]:
    """Return the addresses of the configured sites."""
    return (settings.mdblist_base_url if settings.mdblist_api_key else None, settings.letterboxd_base_url)


def create_sites(settings: ListSiteSettings, user_agent: str, guard: EgressGuard, clock: Clock) -> dict[str, WebClient]:
    """Return a client of each configured site."""
    sites: dict[str, WebClient] = {}
    headers = {"user-agent": user_agent}
    seconds = settings.seconds

    def server(base_url: str) -> EgressServer:
        return EgressServer(EgressClient(guard, seconds=seconds, connections=4, shows_paths=True), base_url, headers)

    if settings.mdblist_base_url is not None and settings.mdblist_api_key is not None:
        params = {"apikey": settings.mdblist_api_key.get_secret_value()}
        sites[mdblist.KIND] = WebClient(server(settings.mdblist_base_url), clock, params=params)
    if settings.letterboxd_base_url is not None:
        private = frozenset({401, 403})
        sites[letterboxd.KIND] = WebClient(server(settings.letterboxd_base_url), clock, private=private)
    return sites
