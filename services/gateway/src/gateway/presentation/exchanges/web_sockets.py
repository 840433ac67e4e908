"""WebSockets: admitted like requests, counted like event streams, and closed with their token or session.

When the gateway stops they are closed at once, so that clients connect to another replica.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from chassis.core.path_secrets import shown_path
from gateway.application.admission import Admit, Admitted, RequestHead
from gateway.application.event_streams import Cause, EventStreams, StreamEnd
from gateway.application.forwarding import Forward
from gateway.application.ports import Principal, ServiceSocket, ServiceSockets, SocketEnd, UpstreamRequest
from gateway.domain.errors import GatewayError, RouteNotFound, UpstreamFailed, UpstreamTimeout, UpstreamUnreachable
from gateway.domain.headers import to_upstream
from gateway.domain.origins import check_origin
from gateway.domain.route_limits import LimitsByRoute
from gateway.domain.routes import OWN
from gateway.presentation.client_networks import request_head
from gateway.presentation.errors import send_error
from gateway.presentation.exchanges.forwarded_headers import own_headers

logger = logging.getLogger(__name__)

LONGEST_SECONDS: Final = 3600.0
MESSAGES_PER_SECOND: Final = 50.0
BURST: Final = 200.0
"""Messages that a client may send at once, and then per second."""

SESSION_ENDED: Final = SocketEnd(3000, "the session has ended: sign in again")
LONG_ENOUGH: Final = SocketEnd(1012, "reconnect")
STOPPING: Final = SocketEnd(1001, "the gateway stops: reconnect")
TOO_FAST: Final = SocketEnd(1008, f"at most {MESSAGES_PER_SECOND:.0f} messages per second")


class ClientLeft(Exception):
    """The client closed the connection."""


class WebSockets:
    """Connects clients with services."""

    def __init__(
        self,
        admit: Admit,
        forward: Forward,
        sockets: ServiceSockets,
        streams: EventStreams,
        limits: LimitsByRoute,
        *,
        now: Callable[[], float],
        origins: Collection[str] = (),
        removed_headers: Collection[bytes] = frozenset(),
    ) -> None:
        self._admit = admit
        self._forward = forward
        self._sockets = sockets
        self._streams = streams
        self._limits = limits
        self._now = now
        self._origins = frozenset(origin.encode() for origin in origins)
        self._removed_headers = removed_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if (await receive())["type"] != "websocket.connect":
            return
        try:
            await self._handle(scope, receive, send)
        except GatewayError as error:
            await send_error(_as_denial(send), error, [])
        except ClientLeft:
            logger.debug("client closed a WebSocket", extra={"path": shown_path(scope["path"])})

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = request_head(scope)
        admission = await self._admit(head)
        if isinstance(admission.outcome, GatewayError):
            raise admission.outcome
        admitted = admission.outcome
        if admitted.target.service == OWN:
            raise RouteNotFound
        scheme = "https" if scope["scheme"] == "wss" else "http"
        check_origin(head.headers, scheme, self._origins)
        principal = admitted.credentials.principal
        with self._streams.opened(principal, head.address) as stream_end:
            socket = await self._connect({**scope, "scheme": scheme}, head, admitted)
            try:
                await send({"type": "websocket.accept", "subprotocol": socket.protocol, "headers": []})
                end = await self._connected(receive, send, socket, principal, stream_end)
                await send({"type": "websocket.close", "code": end.code, "reason": end.reason})
            finally:
                await socket.close(SocketEnd(1001))

    async def _connect(self, scope: Scope, head: RequestHead, admitted: Admitted) -> ServiceSocket:
        own = own_headers(scope, head, admitted)
        request = UpstreamRequest(
            service=admitted.target.service,
            method="GET",
            path=admitted.target.path,
            query=head.query,
            headers=to_upstream(head.headers, own, self._removed_headers),
            body=b"",
        )
        breaker = self._forward.guard(request.service).breaker
        breaker.enter(self._forward.now())
        try:
            async with asyncio.timeout(self._limits.of(admitted.target.route).first_byte_seconds):
                socket = await self._sockets.connect(request, scope["subprotocols"])
        except (UpstreamUnreachable, UpstreamFailed):
            breaker.failed(self._forward.now())
            raise
        except TimeoutError:
            breaker.unavailable(self._forward.now())
            raise UpstreamTimeout from None
        except BaseException:
            breaker.abandoned(self._forward.now())
            raise
        finally:
            breaker.leave()
        breaker.succeeded(self._forward.now())
        return socket

    async def _connected(
        self,
        receive: Receive,
        send: Send,
        socket: ServiceSocket,
        principal: Principal | None,
        stream_end: StreamEnd,
    ) -> SocketEnd:
        """Pass messages on in both directions, and return how the connection to the client has to end."""
        tasks = (
            asyncio.create_task(_from_client(receive, socket, asyncio.get_running_loop().time)),
            asyncio.create_task(_from_service(send, socket)),
            asyncio.create_task(stream_end.wait()),
        )
        left = (
            LONGEST_SECONDS if principal is None else min(LONGEST_SECONDS, max(0.0, principal.expires_at - self._now()))
        )
        try:
            await asyncio.wait(tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            from_client, from_service, _ = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in (from_client, from_service):
            if isinstance(outcome, SocketEnd):
                return outcome
            if isinstance(outcome, Exception):
                raise outcome
        if stream_end.cause is Cause.STOPPING:
            return STOPPING
        is_out_of_session = stream_end.cause is not None or (principal is not None and left < LONGEST_SECONDS)
        return SESSION_ENDED if is_out_of_session else LONG_ENOUGH


async def _from_client(receive: Receive, socket: ServiceSocket, clock: Callable[[], float]) -> SocketEnd:
    allowance, at = BURST, clock()
    while True:
        message = await receive()
        if message["type"] != "websocket.receive":
            raise ClientLeft
        now = clock()
        allowance = min(BURST, allowance + (now - at) * MESSAGES_PER_SECOND) - 1
        at = now
        if allowance < 0:
            return TOO_FAST
        text = message.get("text")
        await socket.send(message["bytes"] if text is None else text)


async def _from_service(send: Send, socket: ServiceSocket) -> SocketEnd:
    while not isinstance(message := await socket.receive(), SocketEnd):
        await send({"type": "websocket.send", "text" if isinstance(message, str) else "bytes": message})
    return message


def _as_denial(send: Send) -> Send:
    """Return a `send` for the response to a handshake that is rejected."""

    async def deny(message: Message) -> None:
        await send({**message, "type": message["type"].replace("http.", "websocket.http.", 1)})

    return deny
