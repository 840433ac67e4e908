"""HTTP to OpenID providers: public addresses only, small responses, short waits, no redirects.

A name is resolved once per connection, and each of its addresses is checked there: a name that changes its address
between a check and the connection gains nothing.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from yarl import URL

from auth.domain.federation.urls import address_rules
from chassis.http.client_transport import open_session
from chassis.http.outgoing.guarded_client import GuardedResolver

CALL_SECONDS: Final = 3.0
CONNECT_SECONDS: Final = 2.0
CONNECTIONS: Final = 16
MAX_BYTES: Final = 262_144


class CallFailed(Exception):
    """A call brought no response that can be used; the text contains nothing of the request."""


@dataclass(frozen=True, slots=True)
class JsonResponse:
    """The status and the JSON object of a response; an empty object if the body is none."""

    status: int
    body: Mapping[str, Any]


class GuardedClient:
    """Requests JSON objects from the providers. Literal addresses in URLs are checked by the rules of the domain."""

    def __init__(self, *, loopback: bool) -> None:
        self._rules = address_rules(loopback=loopback)
        self._opened: aiohttp.ClientSession | None = None

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> JsonResponse:
        """Return the response to a GET; raise CallFailed. A call without a response is repeated once."""
        try:
            return await self._call("GET", url, headers, None)
        except CallFailed:
            return await self._call("GET", url, headers, None)

    async def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> JsonResponse:
        """Return the response to a form; raise CallFailed. It is never sent twice: a code works once."""
        return await self._call("POST", url, headers, form)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._opened is not None:
            await self._opened.close()

    async def _call(
        self, method: str, url: str, headers: Mapping[str, str] | None, form: Mapping[str, str] | None
    ) -> JsonResponse:
        try:
            async with (
                asyncio.timeout(CALL_SECONDS),
                self._session().request(
                    method, URL(url, encoded=True), headers=headers, data=form, allow_redirects=False
                ) as response,
            ):
                return JsonResponse(response.status, _object(await _body(response)))
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            raise CallFailed(type(failure).__name__) from failure

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            self._opened = open_session(
                connections=CONNECTIONS,
                timeout=aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=CONNECT_SECONDS),
                headers={"accept": "application/json"},
                resolver=GuardedResolver(self._rules, aiohttp.ThreadedResolver()),
            )
        return self._opened


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_BYTES:
            raise CallFailed("the response is too large")
    return bytes(body)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        decoded = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return decoded if isinstance(decoded, dict) else {}
