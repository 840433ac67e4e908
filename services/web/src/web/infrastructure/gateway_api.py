"""The public API over HTTP, through the gateway as every client uses it."""

import asyncio
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import httpx2
import orjson

from chassis.runtime.certificates import trusted_certificates
from chassis.runtime.logs import request_id
from chassis.runtime.telemetry import trace_headers
from web.application.api import ApiError, Call, Query, Reply

API: Final = "/api/v1/"
CONNECT_SECONDS: Final = 1.0
CONNECTIONS: Final = 100
UNAVAILABLE: Final = "SERVICE_UNAVAILABLE"
_DOTS: Final = frozenset({".", ".."})


class GatewayApi:
    """Calls the gateway over pooled connections. It repeats no call: the gateway does, where that is safe."""

    def __init__(self, base_url: str, *, seconds: float, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._seconds = seconds
        self._client = httpx2.AsyncClient(
            base_url=base_url.rstrip("/") + API,
            timeout=httpx2.Timeout(seconds, connect=CONNECT_SECONDS),
            limits=httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            transport=transport,
            verify=trusted_certificates(),
            trust_env=False,
            follow_redirects=False,
        )

    async def send(self, call: Call) -> Reply:
        """Return the response to a call; raise ApiError: its own, or 503 when there is none within the deadline."""
        if not _DOTS.isdisjoint(call.path.split("/")):
            raise ApiError(404, "RESOURCE_NOT_FOUND")
        headers = {**call.headers, **trace_headers()}
        if current := request_id.get():
            headers["X-Request-Id"] = current
        content = orjson.dumps(call.json) if call.json is not None else call.content
        if call.json is not None:
            headers["Content-Type"] = "application/json"
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._client.request(
                    call.method,
                    quote(call.path, safe="/:"),
                    params=_parameters(call.query),
                    content=content,
                    headers=headers,
                )
        except (TimeoutError, httpx2.HTTPError) as failure:
            raise ApiError(503, UNAVAILABLE, f"no response: {type(failure).__name__}") from failure
        return _reply(response)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()


def _parameters(query: Query) -> dict[str, str | int | float | bool | Sequence[str]]:
    return {name: value for name, value in query.items() if value is not None and value != ""}


def _reply(response: httpx2.Response) -> Reply:
    body = _json(response)
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        raise _error(response, body)
    is_enveloped = isinstance(body, Mapping) and "data" in body
    return Reply(
        response.status_code,
        body["data"] if is_enveloped else body,
        body.get("meta") or {} if is_enveloped else {},
        tuple(response.headers.get_list("set-cookie")),
        response.content,
        dict(response.headers),
    )


def _json(response: httpx2.Response) -> Any:
    if not response.headers.get("content-type", "").startswith("application/json") or not response.content:
        return None
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError as error:
        raise ApiError(502, "BAD_GATEWAY", "the response is not JSON") from error


def _error(response: httpx2.Response, body: Any) -> ApiError:
    error = body.get("error") if isinstance(body, Mapping) else None
    seconds = response.headers.get("retry-after", "")
    retry = int(seconds) if seconds.isdigit() else None
    if not isinstance(error, Mapping):
        return ApiError(response.status_code, HTTPStatus(response.status_code).name, retry_seconds=retry)
    return ApiError(
        response.status_code, str(error.get("code")), str(error.get("message")), error.get("details"), retry
    )
