"""OMDb as a provider: the ratings of IMDb, Rotten Tomatoes and Metacritic. https://www.omdbapi.com/"""

from dataclasses import replace
from typing import Final

from pydantic import Field, SecretStr

from chassis.settings import prefixed
from ingestion.application.ports.providers import Providers
from ingestion.domain.jobs import JobKind
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.locale import Locale
from ingestion.providers.omdb.adapter import OmdbSource
from ingestion.providers.omdb.refusal import refusal
from ingestion.providers.spec import Credentials, ProviderSettings, ProviderSpec


class OmdbSettings(ProviderSettings):
    """Settings of OMDb: `INGESTION_OMDB_…`."""

    model_config = prefixed("INGESTION_OMDB")

    base_url: str | None = "https://www.omdbapi.com"
    api_key: SecretStr | None = None
    rate: int = Field(default=1000, gt=0)
    rate_seconds: float = Field(default=86_400, gt=0)

    @property
    def key(self) -> SecretStr | None:
        """The API key."""
        return self.api_key


def _credentials(key: str) -> Credentials:
    return Credentials(params={"apikey": key})


def _adapter(providers: Providers, client: ProviderClient, _: Locale) -> Providers:
    return replace(providers, by_imdb_id={**providers.by_imdb_id, "omdb": OmdbSource(client)})


OMDB: Final = ProviderSpec(
    name="omdb",
    settings=OmdbSettings,
    adapter=_adapter,
    credentials=_credentials,
    provides=("ratings.imdb", "ratings.rottenTomatoes", "ratings.metacritic"),
    requested_by=frozenset({JobKind.SYNC_MOVIE, JobKind.SYNC_SHOW}),
    probe=("/", (("i", "tt0111161"),)),
    refusal=refusal,
    # The budget is that of a day: an import does without the ratings rather than wait.
    max_wait_seconds=5,
)
