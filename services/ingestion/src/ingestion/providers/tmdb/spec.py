"""TMDB as a provider: titles, lists, changes and offers. https://developer.themoviedb.org/docs"""

from dataclasses import replace
from typing import Final

from pydantic import Field, SecretStr

from chassis.settings import prefixed
from ingestion.application.ports.providers import Providers
from ingestion.domain.jobs import JobKind
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.locale import Locale
from ingestion.providers.spec import Credentials, ProviderSettings, ProviderSpec
from ingestion.providers.tmdb.adapter import TmdbSource


class TmdbSettings(ProviderSettings):
    """Settings of TMDB: `INGESTION_TMDB_…`."""

    model_config = prefixed("INGESTION_TMDB")

    base_url: str | None = "https://api.themoviedb.org/3"
    api_key: SecretStr | None = None
    """A v3 key, or a v4 read access token."""
    rate: int = Field(default=40, gt=0)
    rate_seconds: float = Field(default=1, gt=0)

    @property
    def key(self) -> SecretStr | None:
        """The key or the token."""
        return self.api_key


def _credentials(key: str) -> Credentials:
    """Return a v4 read access token (a JWT) as a header, where no log of URLs shows it, a v3 key as a parameter."""
    if key.count(".") == 2:
        return Credentials(headers={"authorization": f"Bearer {key}"})
    return Credentials(params={"api_key": key})


def _adapter(providers: Providers, client: ProviderClient, locale: Locale) -> Providers:
    return replace(providers, tmdb=TmdbSource(client, locale))


TMDB: Final = ProviderSpec(
    name="tmdb",
    settings=TmdbSettings,
    adapter=_adapter,
    credentials=_credentials,
    provides=("titles", "lists", "changes", "offers", "ratings.tmdb", "popularity"),
    requested_by=frozenset(
        {
            JobKind.SYNC_MOVIE,
            JobKind.SYNC_SHOW,
            JobKind.EPISODE_SYNC,
            JobKind.TRENDING,
            JobKind.NOW_PLAYING,
            JobKind.NOW_PLAYING_FLAGS,
            JobKind.NEW_RELEASES,
            JobKind.NEW_ON_DIGITAL,
            JobKind.CHANGE_FEED,
            JobKind.PROVIDER_OFFERS,
            JobKind.SNAPSHOTS,
            JobKind.STATISTICS,
            JobKind.SYNC_EXTERNAL_LIST,
        }
    ),
    probe=("/configuration", ()),
)
