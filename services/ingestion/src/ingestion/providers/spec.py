"""What makes a provider: one `ProviderSpec` per provider, in the module `spec` of its folder."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import Field, SecretStr, field_validator

from chassis.settings import EnvironmentSettings
from ingestion.application.ports.providers import Providers
from ingestion.domain.budget import Rate
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import Source
from ingestion.providers.calls.call_policy import CallPolicy
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.calls.responses import Params, Refusal
from ingestion.providers.locale import Locale

CALLS_PER_LEASE: Final = 20
"""One lease is about a slice of the window at full speed, so that the shared row is read few times per second."""


class ProviderSettings(EnvironmentSettings):
    """Settings that every provider has: `INGESTION_<PROVIDER>_BASE_URL` and so on.

    A provider's own class sets `model_config` to its prefix, the defaults, and the field that holds its key.
    """

    base_url: str | None
    """Empty turns the provider off."""
    rate: int = Field(gt=0)
    """Most calls in any window of `rate_seconds`, over all replicas."""
    rate_seconds: float = Field(gt=0)

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    @abstractmethod
    def key(self) -> SecretStr | None:
        """The key that identifies us to the provider; null when it is not set, empty when the provider needs none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Headers and query parameters that every call carries."""

    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSpec:
    """One provider: how it is configured and called, what it provides, and which jobs request it."""

    name: Source
    settings: Callable[..., ProviderSettings]
    """The settings class; without arguments it reads the environment."""
    adapter: Callable[[Providers, ProviderClient, Locale], Providers]
    """Returns the providers with an adapter for this one in them."""
    credentials: Callable[[str], Credentials]
    """Returns what a call carries for a key."""
    provides: tuple[str, ...]
    """Facts that no other provider has: missing while this one is not configured."""
    requested_by: frozenset[JobKind]
    """Kinds of jobs that call this provider; a job names those of them that are not configured."""
    probe: tuple[str, Params]
    """Path and parameters of a cheap call that shows whether the provider responds at all."""
    refusal: Refusal | None = None
    """Reads refusals that the status code does not show."""
    max_wait_seconds: float | None = None
    """How long a call waits for the budget, when that is less than for other providers."""

    def call_policy(self, settings: ProviderSettings, *, attempt_seconds: float, max_wait_seconds: float) -> CallPolicy:
        """Return the limits of calls to this provider."""
        longest = max_wait_seconds if self.max_wait_seconds is None else min(max_wait_seconds, self.max_wait_seconds)
        return CallPolicy(
            rate=Rate(settings.rate, settings.rate_seconds),
            attempt_seconds=attempt_seconds,
            max_wait_seconds=longest,
            bundle=max(4, min(64, round(settings.rate / CALLS_PER_LEASE))),
        )
