"""Trakt as a provider: ratings and audience. https://docs.trakt.tv/"""

from dataclasses import replace
from typing import Final

from pydantic import Field, SecretStr

from chassis.settings import prefixed
from ingestion.application.ports.providers import Providers
from ingestion.domain.jobs import JobKind
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.locale import Locale
from ingestion.providers.spec import Credentials, ProviderSettings, ProviderSpec
from ingestion.providers.trakt.adapter import TraktSource


class TraktSettings(ProviderSettings):
    """Settings of Trakt: `INGESTION_TRAKT_…`."""

    model_config = prefixed("INGESTION_TRAKT")

    base_url: str | None = "https://api.trakt.tv"
    client_id: SecretStr | None = None
    rate: int = Field(default=1000, gt=0)
    rate_seconds: float = Field(default=300, gt=0)

    @property
    def key(self) -> SecretStr | None:
        """The client id of our application at Trakt."""
        return self.client_id


def _credentials(key: str) -> Credentials:
    return Credentials(headers={"trakt-api-version": "2", "trakt-api-key": key})


def _adapter(providers: Providers, client: ProviderClient, _: Locale) -> Providers:
    return replace(providers, trakt=TraktSource(client))


TRAKT: Final = ProviderSpec(
    name="trakt",
    settings=TraktSettings,
    adapter=_adapter,
    credentials=_credentials,
    provides=("ratings.trakt", "liveWatchers", "totalWatchers", "totalPlays", "episodeRatings.trakt"),
    requested_by=frozenset(
        {
            JobKind.SYNC_MOVIE,
            JobKind.SYNC_SHOW,
            JobKind.EPISODE_SYNC,
            JobKind.TRENDING,
            JobKind.SNAPSHOTS,
            JobKind.STATISTICS,
            JobKind.SYNC_EXTERNAL_LIST,
        }
    ),
    probe=("/genres/movies", ()),
)
