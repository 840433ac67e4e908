"""Creation of the configured providers, each with its client and its rate limiter."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.core.clock import Clock
from egress.clients.server import EgressServer
from egress.guard import EgressGuard
from egress.http import EgressClient
from ingestion.application.ports.providers import Providers
from ingestion.domain.failures import SourceFailed
from ingestion.domain.provider_health import ProviderAccount
from ingestion.domain.titles.facts import Source
from ingestion.providers.calls.call_policy import CallPolicy
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.calls.rate_limiter import Probe, RateLimiter, StateStore
from ingestion.providers.locale import Locale
from ingestion.providers.registry import SPECS
from ingestion.providers.spec import ProviderSettings, ProviderSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSettings:
    """What calls to all providers have in common; seconds are per attempt, and for the wait for a budget."""

    user_agent: str
    attempt_seconds: float
    max_wait_seconds: float
    connections: int


@dataclass(frozen=True, slots=True)
class Connection:
    """A configured provider: its HTTP connections, its client and its rate limiter."""

    http: EgressServer
    client: ProviderClient
    limiter: RateLimiter


@dataclass(frozen=True, slots=True)
class ProviderSet:
    """The providers, and what must be run and closed with them. `policies` and `accounts` are of every provider."""

    providers: Providers
    connections: Mapping[Source, Connection]
    policies: Mapping[Source, CallPolicy]
    accounts: Mapping[Source, ProviderAccount]
    specs: tuple[ProviderSpec, ...]

    @property
    def configured(self) -> tuple[Source, ...]:
        """The providers that can be called."""
        return tuple(self.connections)

    @property
    def limiters(self) -> tuple[RateLimiter, ...]:
        """The rate limiters of this process."""
        return tuple(connection.limiter for connection in self.connections.values())

    async def abandon(self) -> None:
        """End the calls in flight; they use the database too, so this comes before its connections close."""
        for connection in self.connections.values():
            await connection.client.abandon()

    async def close(self) -> None:
        """Close every connection."""
        await self.abandon()
        for connection in self.connections.values():
            await connection.http.aclose()


def create_providers(
    settings: Mapping[Source, ProviderSettings],
    calls: CallSettings,
    states: StateStore,
    clock: Clock,
    locale: Locale,
    guard: EgressGuard,
    specs: Sequence[ProviderSpec] = SPECS,
) -> ProviderSet:
    """Return the providers of `specs`; those without an address or a key are left out of `providers`."""
    providers = Providers()
    connections: dict[Source, Connection] = {}
    policies: dict[Source, CallPolicy] = {}
    accounts: dict[Source, ProviderAccount] = {}
    for spec in specs:
        own = settings[spec.name]
        key = own.key.get_secret_value() if own.key is not None else None
        policies[spec.name] = policy = spec.call_policy(
            own, attempt_seconds=calls.attempt_seconds, max_wait_seconds=calls.max_wait_seconds
        )
        accounts[spec.name] = account = ProviderAccount(spec.name, _fingerprint(key))
        if own.base_url is None or key is None:
            continue
        credentials = spec.credentials(key)
        http = EgressServer(
            EgressClient(guard, seconds=policy.attempt_seconds, connections=calls.connections, shows_paths=True),
            own.base_url,
            {"user-agent": calls.user_agent, "accept": "application/json", **credentials.headers},
        )
        limiter = RateLimiter(account, policy, states, clock, _probe_of(connections, spec.name))
        client = ProviderClient(
            spec.name,
            http,
            limiter,
            policy,
            params=credentials.params,
            refusal=spec.refusal,
            probe=spec.probe,
            clock=clock,
        )
        connections[spec.name] = Connection(http, client, limiter)
        providers = spec.adapter(providers, client, locale)
    return ProviderSet(providers, connections, policies, accounts, tuple(specs))


def _probe_of(connections: Mapping[Source, Connection], source: Source) -> Probe:
    """Return the probe of a provider whose client is created after its limiter."""

    async def probe() -> SourceFailed | None:
        return await connections[source].client.probe()

    return probe


def _fingerprint(key: str | None) -> str:
    """Return what identifies a key without showing it: every key has a budget and a breaker of its own."""
    return hashlib.sha256(key.encode()).hexdigest()[:12] if key else ""
