"""The configured providers, each behind its client and its gate."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx2

from chassis.core.clock import Clock
from chassis.http.client import create_http_client
from ingestion.application.ports.providers import Providers
from ingestion.domain.failures import SourceFailed
from ingestion.domain.provider_health import ProviderAccount
from ingestion.domain.titles.facts import Source
from ingestion.providers.calls.call_policy import CallPolicy
from ingestion.providers.calls.client import Params, ProviderClient, Refusal
from ingestion.providers.calls.rate_gate import Probe, RateGate, StateStore
from ingestion.providers.omdb.adapter import OmdbSource
from ingestion.providers.omdb.refusal import refusal as refusal_of_omdb
from ingestion.providers.tmdb.adapter import TmdbSource
from ingestion.providers.tmdb.facts import Locale
from ingestion.providers.trakt.adapter import TraktSource
from ingestion.providers.tvmaze.adapter import TvmazeSource

PROBES: Final[Mapping[Source, tuple[str, Params]]] = {
    "tmdb": ("/configuration", ()),
    "trakt": ("/genres/movies", ()),
    "omdb": ("/", (("i", "tt0111161"),)),
    "tvmaze": ("/shows/1", ()),
}
"""Cheap addresses that show whether a provider answers at all; any response but a failure of its own will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderConnection:
    """Where a provider is and how it knows us; `key` None means that it is not configured."""

    url: str
    key: str | None
    policy: CallPolicy

    def account(self, source: Source) -> ProviderAccount:
        """Give what the provider limits: every key has a budget and a breaker of its own."""
        return ProviderAccount(source, hashlib.sha256(self.key.encode()).hexdigest()[:12] if self.key else "")


@dataclass(frozen=True, slots=True)
class ProviderSet:
    """The providers and what must be run and closed with them."""

    providers: Providers
    gates: tuple[RateGate, ...]
    clients: tuple[ProviderClient, ...]
    connections: tuple[httpx2.AsyncClient, ...]
    policies: Mapping[Source, CallPolicy]
    accounts: tuple[ProviderAccount, ...]

    async def abandon(self) -> None:
        """End the calls in flight; they use the database too, so this comes before its connections close."""
        for client in self.clients:
            await client.abandon()

    async def close(self) -> None:
        """Close every connection."""
        await self.abandon()
        for connection in self.connections:
            await connection.aclose()


def wire(
    addresses: Mapping[Source, ProviderConnection],
    states: StateStore,
    clock: Clock,
    locale: Locale,
    *,
    user_agent: str,
    connections: int,
) -> ProviderSet:
    """Give the providers of `addresses`; those without a key are left out."""
    gates: list[RateGate] = []
    https: list[httpx2.AsyncClient] = []
    clients: dict[Source, ProviderClient] = {}
    for source, address in addresses.items():
        if address.key is None:
            continue
        headers, params = _credentials(source, address.key)
        http = create_http_client(
            address.url.rstrip("/"),
            seconds=address.policy.attempt_seconds,
            connections=connections,
            headers={"user-agent": user_agent, "accept": "application/json", **headers},
        )
        gate = RateGate(address.account(source), address.policy, states, clock, _probe_of(clients, source))
        refusal: Refusal | None = refusal_of_omdb if source == "omdb" else None
        clients[source] = ProviderClient(
            source, http, gate, address.policy, params=params, refusal=refusal, probe=PROBES[source]
        )
        gates.append(gate)
        https.append(http)
    providers = Providers(
        tmdb=TmdbSource(clients["tmdb"], locale) if "tmdb" in clients else None,
        trakt=TraktSource(clients["trakt"]) if "trakt" in clients else None,
        omdb=OmdbSource(clients["omdb"]) if "omdb" in clients else None,
        tvmaze=TvmazeSource(clients["tvmaze"]) if "tvmaze" in clients else None,
    )
    policies = {source: address.policy for source, address in addresses.items()}
    accounts = tuple(address.account(source) for source, address in addresses.items())
    return ProviderSet(providers, tuple(gates), tuple(clients.values()), tuple(https), policies, accounts)


def _probe_of(clients: Mapping[Source, ProviderClient], source: Source) -> Probe:
    async def probe() -> SourceFailed | None:
        return await clients[source].probe()

    return probe


def _credentials(source: Source, key: str) -> tuple[dict[str, str], dict[str, str]]:
    """Give the headers and the query that carry a key."""
    if source == "tmdb":
        # A v4 read access token is a JWT and goes into a header, where no log of addresses shows it.
        return ({"authorization": f"Bearer {key}"}, {}) if key.count(".") == 2 else ({}, {"api_key": key})
    if source == "trakt":
        return {"trakt-api-version": "2", "trakt-api-key": key}, {}
    return ({}, {"apikey": key}) if source == "omdb" else ({}, {})
