"""TVMaze as a provider: air times of episodes. https://www.tvmaze.com/api"""

from dataclasses import replace
from typing import Final

from pydantic import Field, SecretStr

from chassis.settings import prefixed
from ingestion.application.ports.providers import Providers
from ingestion.domain.jobs import JobKind
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.locale import Locale
from ingestion.providers.spec import Credentials, ProviderSettings, ProviderSpec
from ingestion.providers.tvmaze.adapter import TvmazeSource


class TvmazeSettings(ProviderSettings):
    """Settings of TVMaze, which needs no key: `INGESTION_TVMAZE_…`."""

    model_config = prefixed("INGESTION_TVMAZE")

    base_url: str | None = "https://api.tvmaze.com"
    rate: int = Field(default=20, gt=0)
    rate_seconds: float = Field(default=10, gt=0)

    @property
    def key(self) -> SecretStr | None:
        """An empty key."""
        return SecretStr("")


def _credentials(_: str) -> Credentials:
    return Credentials()


def _adapter(providers: Providers, client: ProviderClient, _: Locale) -> Providers:
    return replace(providers, tvmaze=TvmazeSource(client))


TVMAZE: Final = ProviderSpec(
    name="tvmaze",
    settings=TvmazeSettings,
    adapter=_adapter,
    credentials=_credentials,
    provides=("airTimes", "episodeRatings.tvmaze"),
    requested_by=frozenset({JobKind.SYNC_SHOW, JobKind.EPISODE_SYNC}),
    probe=("/shows/1", ()),
)
