"""A request in progress: its connection, the gateway's own response headers, and its deadlines."""

import asyncio
import logging

from starlette.types import Message, Receive, Scope, Send

from chassis.core.path_secrets import shown_path
from chassis.runtime.abandonment import CLIENT_CLOSED_REQUEST
from gateway.domain.headers import Header
from gateway.domain.route_limits import Limits
from gateway.presentation.exchanges.disconnects import DisconnectWatch

logger = logging.getLogger(__name__)


class Exchange:
    """One request."""

    __slots__ = (
        "deadline",
        "end",
        "limits",
        "loop",
        "own_headers",
        "receive",
        "scope",
        "send",
        "started",
        "status",
        "watch",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, limits: Limits) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.own_headers: list[Header] = []
        self.started = False
        self.status = 0
        self.watch = DisconnectWatch(receive)
        self.loop = asyncio.get_running_loop()
        self.deadline = asyncio.timeout(None)
        self.begin(limits)

    def begin(self, limits: Limits) -> None:
        """Set the limits of the request."""
        self.limits = limits
        self.end = self.loop.time() + limits.total_seconds

    def is_abandoned(self) -> bool:
        """Return whether the client has gone."""
        return self.watch.has_disconnected

    async def emit(self, message: Message) -> None:
        """Send a message of the response."""
        self.started = True
        self.status = message.get("status", self.status)
        await self.send(message)

    async def emit_body(self, body: bytes | memoryview, more: bool) -> None:
        """Send a part of the response's body; behind the last one, the end of the connection says nothing."""
        if not more:
            self.watch.stop()
        await self.send({"type": "http.response.body", "body": body, "more_body": more})

    def request_complete(self) -> None:
        """Start the deadline of the response's head; from now on the client is watched."""
        self.deadline.reschedule(min(self.end, self.loop.time() + self.limits.first_byte_seconds))
        self.watch.start()

    def response_begun(self) -> None:
        """Start the rest of the deadline of the whole exchange."""
        self.deadline.reschedule(self.end)

    async def record_disconnect(self) -> None:
        """End a request whose client has gone; the status is that of log and metrics only."""
        path = shown_path(self.scope["path"])
        logger.info("client disconnected before its response was complete", extra={"path": path})
        if not self.started:
            await self.send({"type": "http.response.start", "status": CLIENT_CLOSED_REQUEST, "headers": []})
