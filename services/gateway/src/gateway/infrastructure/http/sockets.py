"""WebSockets to the services through aiohttp, with pings, limits of size and no compression."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from gateway.application.ports import SocketEnd, UpstreamRequest
from gateway.domain.errors import (
    BadHeaders,
    GatewayError,
    InvalidAccessToken,
    OriginForbidden,
    RouteNotFound,
    TooManyStreams,
    UpstreamFailed,
    UpstreamUnreachable,
)

MESSAGE_BYTES: Final = 1_048_576
"""Largest message of a service."""
CLOSING_SECONDS: Final = 2.0
"""How long a service may take to reply to the end of a connection."""
GOING_AWAY: Final = SocketEnd(1001)
BROKEN: Final = SocketEnd(1011, "the service broke the connection")

_NOT_A_SOCKET: Final = "Bad Request: the resource cannot be used through a WebSocket"
_REFUSALS: Final[Mapping[int, Callable[[], GatewayError]]] = {
    401: InvalidAccessToken,
    403: OriginForbidden,
    404: RouteNotFound,
    # Services permit a user as many streams of one kind.
    429: lambda: TooManyStreams(5, "user"),
    502: UpstreamFailed,
    503: UpstreamFailed,
}
_UNSENT: Final = (
    b"sec-websocket-key",
    b"sec-websocket-version",
    b"sec-websocket-extensions",
    b"sec-websocket-protocol",
)


class HttpSockets:
    """Opens WebSockets; call `open` within the running event loop."""

    def __init__(self, bases: Mapping[str, str], *, heartbeat_seconds: float) -> None:
        self._bases = {service: base.rstrip("/") for service, base in bases.items()}
        self._heartbeat_seconds = heartbeat_seconds
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> None:
        """Create the session."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            skip_auto_headers=("User-Agent",),
        )

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def connect(self, request: UpstreamRequest, protocols: Sequence[str]) -> "HttpSocket":
        """Open a connection; raise UpstreamUnreachable, UpstreamFailed, or what the status of a refusal stands for."""
        if self._session is None:
            raise UpstreamUnreachable
        query = b"?" + request.query if request.query else b""
        target = self._bases[request.service] + (request.path + query).decode("ascii")
        headers = CIMultiDict(
            (name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers if name not in _UNSENT
        )
        try:
            socket = await self._session.ws_connect(
                URL(target, encoded=True),
                headers=headers,
                protocols=protocols,
                max_msg_size=MESSAGE_BYTES,
                heartbeat=self._heartbeat_seconds,
                compress=0,
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSING_SECONDS),
            )
        except aiohttp.WSServerHandshakeError as refusal:
            raise _refusal(refusal.status) from refusal
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as failure:
            raise UpstreamUnreachable from failure
        except (aiohttp.ClientError, OSError) as failure:
            raise UpstreamFailed from failure
        return HttpSocket(socket)


class HttpSocket:
    """An open connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    @property
    def protocol(self) -> str | None:
        """Return the sub-protocol that the service has chosen."""
        return self._socket.protocol

    async def send(self, message: str | bytes) -> None:
        """Send a message; wait while the service does not read. What follows the end is dropped."""
        try:
            if isinstance(message, str):
                await self._socket.send_str(message)
            else:
                await self._socket.send_bytes(message)
        except (aiohttp.ClientError, ConnectionError):
            return

    async def receive(self) -> str | bytes | SocketEnd:
        """Return the next message, or how the service ended the connection."""
        message = await self._socket.receive()
        if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            data: str | bytes = message.data
            return data
        code = self._socket.close_code
        if message.type is aiohttp.WSMsgType.ERROR or code is None or code in (1005, 1006):
            return BROKEN
        return SocketEnd(code, str(message.extra or ""))

    async def close(self, end: SocketEnd = GOING_AWAY) -> None:
        """Close the connection."""
        await self._socket.close(code=end.code, message=end.reason.encode())


def _refusal(status: int) -> GatewayError:
    if (kind := _REFUSALS.get(status)) is not None:
        return kind()
    return BadHeaders(_NOT_A_SOCKET) if status < 500 else UpstreamFailed()
