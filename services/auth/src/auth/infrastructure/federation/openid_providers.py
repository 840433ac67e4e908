"""The configured OpenID providers as the use cases see them: URLs, exchanges of codes, and a circuit breaker each."""

import logging
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

from auth.domain.federation.authorization import Flow, check_response_issuer
from auth.domain.federation.errors import (
    ExternalSignInFailed,
    ProviderNotFound,
    ProviderPathBroken,
    ProviderUnavailable,
)
from auth.domain.federation.id_tokens import Expected, check_claims
from auth.domain.federation.identities import VerifiedIdentity
from auth.domain.federation.providers import InvalidProvider, Metadata, Provider
from auth.infrastructure.federation.guarded_client import CallFailed, GuardedClient, JsonResponse, PathBroken
from auth.infrastructure.federation.id_token_signatures import read_header, verified_claims
from auth.infrastructure.federation.provider_documents import ProviderDocuments
from chassis.core.circuit_breaker import Admission, BreakerPolicy, CircuitBreaker
from chassis.core.clock import Clock

logger = logging.getLogger(__name__)

T = TypeVar("T")

FAILURES_TO_OPEN: Final = 3
POLICY: Final = BreakerPolicy(
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=1),
    probe_timeout=timedelta(seconds=15),
    memory=timedelta(minutes=5),
)


class ConfiguredProviders:
    """Calls the providers of the settings. `redirect_uri` returns where a provider sends its users back to."""

    def __init__(
        self,
        providers: Sequence[Provider],
        redirect_uri: Callable[[str], str],
        client: GuardedClient,
        documents: ProviderDocuments,
        clock: Clock,
    ) -> None:
        self._providers = {provider.name: provider for provider in providers}
        self._redirect_uri = redirect_uri
        self._client = client
        self._documents = documents
        self._clock = clock
        self._breakers: dict[str, CircuitBreaker] = {}
        self._failures: dict[str, int] = {}

    def all(self) -> Sequence[Provider]:
        """Return every provider in the order of the configuration."""
        return tuple(self._providers.values())

    def of_name(self, name: str) -> Provider:
        """Return a provider; raise ProviderNotFound."""
        provider = self._providers.get(name)
        if provider is None:
            raise ProviderNotFound
        return provider

    async def authorization_url(self, provider: Provider, flow: Flow) -> str:
        """Return the URL that begins a flow; raise ProviderUnavailable."""
        metadata = await self._guarded(provider, lambda: self._documents.metadata(provider))
        query = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": self._redirect_uri(provider.name),
            "scope": " ".join(provider.scopes),
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
        }
        if provider.response_mode != "query":
            # `query` is the default of the flow, and some providers reject parameters that they do not know.
            query["response_mode"] = provider.response_mode
        separator = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{separator}{urlencode(query)}"

    async def check_issuer(self, provider: Provider, stated: str | None) -> None:
        """Raise ExternalSignInFailed for a response of another issuer, or ProviderUnavailable."""
        metadata = await self._guarded(provider, lambda: self._documents.metadata(provider))
        check_response_issuer(stated, provider.issuer, required=metadata.states_issuer)

    async def identify(self, provider: Provider, flow: Flow, code: str) -> VerifiedIdentity:
        """Exchange a code and return who signed in; raise ExternalSignInFailed or ProviderUnavailable."""
        metadata = await self._guarded(provider, lambda: self._documents.metadata(provider))
        tokens = await self._guarded(provider, lambda: self._exchange(provider, metadata, flow, code))
        if tokens.status != 200:
            raise ExternalSignInFailed("the provider did not accept the code")
        id_token, access_token = tokens.body.get("id_token"), tokens.body.get("access_token")
        if not isinstance(id_token, str):
            raise ExternalSignInFailed("the provider issued no ID token")
        header = read_header(id_token, metadata.algorithms)
        keys = await self._guarded(provider, lambda: self._documents.keys(provider, metadata, header.key_id))
        claims = verified_claims(id_token, header, keys)
        secret = access_token if isinstance(access_token, str) else None
        expected = Expected(provider.issuer, provider.client_id, flow.nonce, secret)
        subject = check_claims(claims, expected, header.algorithm, self._clock.now())
        if "email" not in claims and metadata.userinfo_endpoint is not None and secret is not None:
            claims = {**await self._userinfo(provider, metadata.userinfo_endpoint, secret, subject)}
        return VerifiedIdentity.of(provider.issuer, subject, claims)

    async def _exchange(self, provider: Provider, metadata: Metadata, flow: Flow, code: str) -> JsonResponse:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri(provider.name),
            "code_verifier": flow.verifier,
        }
        headers: dict[str, str] = {"content-type": "application/x-www-form-urlencoded"}
        if provider.client_secret is None:
            form["client_id"] = provider.client_id
        elif metadata.secret_in_body:
            form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
        else:
            # RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
            pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        response = await self._client.post_form(metadata.token_endpoint, form, headers)
        if response.status >= 500 or response.status == 429:
            raise CallFailed(f"status {response.status}")
        return response

    async def _userinfo(self, provider: Provider, url: str, access_token: str, subject: str) -> dict[str, Any]:
        """Return the claims of the userinfo endpoint; those of another subject are refused (Core, section 5.3.2)."""

        async def fetch() -> JsonResponse:
            response = await self._client.get(url, {"authorization": f"Bearer {access_token}"})
            if response.status != 200:
                raise CallFailed(f"status {response.status}")
            return response

        claims = (await self._guarded(provider, fetch)).body
        if claims.get("sub") != subject:
            raise ExternalSignInFailed("the userinfo response is of another subject")
        return dict(claims)

    async def _guarded(self, provider: Provider, call: Callable[[], Awaitable[T]]) -> T:
        """Return the result of a call; raise ProviderUnavailable when it fails or the circuit is open.

        A path of outgoing connections that does not hold is no failure of the provider.
        """
        breaker, admission = self._breakers.get(provider.name, CircuitBreaker()).admit(POLICY, self._clock.now())
        self._breakers[provider.name] = breaker
        if admission is Admission.NONE:
            raise ProviderUnavailable
        try:
            result = await call()
        except PathBroken as broken:
            code = broken.refusal.code
            logger.warning("provider cannot be called", extra={"provider": provider.name, "reason": code})
            raise ProviderPathBroken(code, broken.refusal.retry_after(self._clock.now())) from broken
        except (CallFailed, InvalidProvider) as failure:
            self._failed(provider, breaker)
            logger.warning("provider unavailable", extra={"provider": provider.name, "reason": str(failure)})
            raise ProviderUnavailable from failure
        self._failures[provider.name] = 0
        self._breakers[provider.name] = breaker.close(self._clock.now())
        return result

    def _failed(self, provider: Provider, breaker: CircuitBreaker) -> None:
        failures = self._failures[provider.name] = self._failures.get(provider.name, 0) + 1
        if failures >= FAILURES_TO_OPEN:
            self._breakers[provider.name] = breaker.trip(POLICY, self._clock.now())
