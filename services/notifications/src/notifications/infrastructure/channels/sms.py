"""SMS by the HTTP interface of a provider, which the settings describe."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote

import httpx2

from chassis.core.circuit_breaker import Admission
from chassis.core.clock import Clock
from egress.clients.httpx_transport import EgressTransport
from egress.http import EgressClient, EgressRefused
from notifications.application.deliveries.channels import OutgoingMessage
from notifications.domain.deliveries.model import Delivered, Outcome, Refused
from notifications.infrastructure.channels.breaker import server_breaker
from notifications.infrastructure.channels.servers import SERVER_ERROR, not_admitted, temporary, unavailable

SECONDS: Final = 15.0
RESPONSE_BYTES: Final = 4096
_PLACEHOLDER: Final = re.compile(r"\{(to|text|id|password)\}")
_TYPES: Final = {"form": "application/x-www-form-urlencoded", "json": "application/json"}
_ACCEPTED: Final = range(200, 300)
_OF_THE_INSTALLATION: Final = frozenset({401, 402, 403, 404, 405})
"""Statuses that every message gets until an operator acts."""


@dataclass(frozen=True, slots=True)
class SmsProvider:
    """How to hand an SMS over. Texts may have the placeholders `{to}`, `{text}`, `{id}` and `{password}`."""

    url: str = field(repr=False)
    method: Literal["GET", "POST", "PUT"] = "POST"
    body: str = field(default="", repr=False)
    form: Literal["form", "json"] = "form"
    """How values are written into the body."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    user: str | None = None
    """With a password: HTTP Basic authentication."""
    password: str = field(default="", repr=False)


class SmsChannel:
    """Hands SMS over to one provider. Receivers recognize no repetition."""

    repeatable = False

    def __init__(self, provider: SmsProvider, client: EgressClient, clock: Clock) -> None:
        self._provider = provider
        self._clock = clock
        self._breaker = server_breaker(clock)
        self._auth = None if provider.user is None else httpx2.BasicAuth(provider.user, provider.password)
        self._client = httpx2.AsyncClient(follow_redirects=False, trust_env=False, transport=EgressTransport(client))

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Call the provider once; the log gets its status, never its response, which may repeat the text."""
        if self._breaker.admit() is Admission.NONE:
            return unavailable()
        try:
            response = await self._client.send(self._request(message), auth=self._auth, stream=True)
            try:
                await _discard(response)
            finally:
                await response.aclose()
        except EgressRefused as refused:
            return not_admitted(refused.refusal)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout):
            self._breaker.failed()
            return Refused("not_reachable", "the provider accepts no connection")
        except (httpx2.HTTPError, httpx2.InvalidURL) as failure:
            self._breaker.failed()
            return Refused("connection_broken", f"no response ({type(failure).__name__})", uncertain=True)
        return self._outcome(response.status_code, response.headers)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    def _outcome(self, status: int, headers: Mapping[str, str]) -> Outcome:
        if status >= SERVER_ERROR:
            self._breaker.failed()
        else:
            self._breaker.succeeded()
        if status in _ACCEPTED:
            return Delivered(str(status))
        if passing := temporary(status, headers, self._clock.now()):
            return passing
        if status in _OF_THE_INSTALLATION:
            return Refused("provider_refused", f"the provider responded {status}")
        return Refused("number_refused", f"the provider responded {status}", permanent=True)

    def _request(self, message: OutgoingMessage) -> httpx2.Request:
        provider = self._provider
        values = {
            "to": message.address,
            "text": message.content.short,
            "id": str(message.delivery_id),
            "password": provider.password,
        }
        in_url = {name: quote(value, safe="") for name, value in values.items()}
        written = in_url if provider.form == "form" else {name: json.dumps(text)[1:-1] for name, text in values.items()}
        headers = {name: _filled(value, {"password": provider.password}) for name, value in provider.headers.items()}
        if provider.body:
            headers = {"content-type": _TYPES[provider.form], **headers}
        body = _filled(provider.body, written).encode() if provider.body else None
        return self._client.build_request(provider.method, _filled(provider.url, in_url), headers=headers, content=body)


async def _discard(response: httpx2.Response) -> None:
    """Read the response as far as a short one goes, so that the connection can be used again."""
    read = 0
    async for chunk in response.aiter_raw():
        read += len(chunk)
        if read > RESPONSE_BYTES:
            break


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders replaced, once: no value is searched for placeholders."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)
