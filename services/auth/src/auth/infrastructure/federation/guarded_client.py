"""HTTP to OpenID providers: public addresses only, small responses, short waits, no redirects.

The guard of outgoing connections checks each address where the connection is opened.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from auth.domain.federation.urls import LOOPBACK_NETWORKS
from chassis.core.clock import Clock
from egress import http
from egress.guard import EgressGuard
from egress.http import EgressClient, EgressRefused
from egress.policy import Refusal
from egress.settings import EgressSettings

CALL_SECONDS: Final = 3.0
CONNECTIONS: Final = 16
MAX_BYTES: Final = 262_144
FORM: Final = "application/x-www-form-urlencoded"


class CallFailed(Exception):
    """A call brought no response that can be used; the text contains nothing of the request."""


class PathBroken(CallFailed):
    """The path of outgoing connections does not hold, so that nothing says anything about the provider."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class JsonResponse:
    """The status and the JSON object of a response; an empty object if the body is none."""

    status: int
    body: Mapping[str, Any]


def provider_guard(settings: EgressSettings, clock: Clock, *, loopback: bool) -> EgressGuard:
    """Return the guard of calls to providers, whose documents name further hosts; with `loopback`, on this machine."""
    networks = LOOPBACK_NETWORKS if loopback else ()
    return settings.egress_guard("identity_providers", clock, networks=networks, https_only=not loopback)


class GuardedClient:
    """Requests JSON objects from the providers."""

    def __init__(self, guard: EgressGuard) -> None:
        headers = {"accept": "application/json"}
        self._client = EgressClient(guard, seconds=CALL_SECONDS, headers=headers, connections=CONNECTIONS)

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> JsonResponse:
        """Return the response to a GET; raise CallFailed. A call without a response is repeated once."""
        try:
            return await self._call("GET", url, headers, None)
        except PathBroken:
            raise
        except CallFailed:
            return await self._call("GET", url, headers, None)

    async def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> JsonResponse:
        """Return the response to a form; raise CallFailed. It is never sent twice: a code works once."""
        return await self._call("POST", url, headers, form)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _call(
        self, method: str, url: str, headers: Mapping[str, str] | None, form: Mapping[str, str] | None
    ) -> JsonResponse:
        body = None if form is None else urlencode(form).encode()
        own = {**(headers or {}), **({} if form is None else {"content-type": FORM})}
        try:
            response = await self._client.send(method, url, headers=own, body=body, max_bytes=MAX_BYTES)
        except EgressRefused as refused:
            failure = PathBroken(refused.refusal) if refused.refusal.waits else CallFailed(refused.refusal.code)
            raise failure from refused
        except (http.CallFailed, TimeoutError, ValueError) as failed:
            raise CallFailed(type(failed).__name__) from failed
        return JsonResponse(response.status, _object(response.body))


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        decoded = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return decoded if isinstance(decoded, dict) else {}
