"""The HTTP protocol of every server: slow, oversized and ambiguous requests are rejected before the application runs.

uvicorn waits without limit for the end of a head or a body, accepts heads of any size and requests without a Host, and
responds to errors in plain text. Here every phase of a request has a deadline, and every error has the envelope.
"""

import asyncio
import functools
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from chassis.http.server.at_once import AtOnce, PromptProtocol
from chassis.http.server.connections import Connections, Refusal
from chassis.http.server.framing import Framing
from chassis.http.server.heads import ORIGIN_FORM, HostCheck
from chassis.http.server.joined_writes import JoinedWrites
from chassis.http.server.prepared import EXTENSION, RESPONSE, PreparedResponse
from chassis.http.server.rejections import HEAD_BYTES, STATUS_BY_REFUSAL, refusal
from chassis.http.server.write_deadline import WriteDeadline
from chassis.runtime.abandonment import HandlerTasks, abandon
from chassis.runtime.stopping import Stopping

BODY_RATE: Final = 65_536
"""Bytes per second: a client that sends at least so many may take longer than the deadline for a long body."""
KEEP_ALIVE_SECONDS: Final = 30
REFUSALS_AT_ONCE: Final = 100
"""Rejected connections that may still send their request, so that the client reads the reason."""

Phase = Literal["idle", "head", "body"]


class Refused(Exception):
    """Stops the parser; the protocol sends the response."""


class DeadlineProtocol(PromptProtocol):
    """uvicorn's protocol with a deadline per phase of a request. Subclasses set the seconds and the limits."""

    head_seconds = 5.0
    body_seconds = 10.0
    places: Connections | None = None
    refusal_headers: Sequence[tuple[bytes, bytes]] = ()
    always_served: frozenset[bytes] = frozenset()
    waiting_for_refusal: set["DeadlineProtocol"]
    stopping: Stopping

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.tasks: Any = HandlerTasks(server_state.tasks)
        self._phase: Phase = "idle"
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self._write_deadline = WriteDeadline(self.loop)
        self._head_size = 0
        self._framing = Framing()
        self._hosts = HostCheck()
        self._begun = False
        self._refusal = 400
        self._without_place: Refusal | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the deadline of the first head. A rejected connection stays open until its request has arrived."""
        super().connection_made(JoinedWrites(transport, self.loop))
        self._enter("head")
        if self.places is None:
            return
        self._without_place = self.places.add(self, self.client[0] if self.client else "")
        if self._without_place is None:
            return
        self.connections.discard(self)
        if len(self.waiting_for_refusal) >= REFUSALS_AT_ONCE:
            self._refuse(STATUS_BY_REFUSAL[self._without_place])
        else:
            self.waiting_for_refusal.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel every deadline, stop counting the connection, and abandon a read whose response has not begun."""
        self._enter("idle")
        if self._timer is not None:
            self._timer.cancel()
        self._write_deadline.cancel()
        self.waiting_for_refusal.discard(self)
        self._leave()
        super().connection_lost(exc)
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None and not cycle.response_started:
            abandon(cast("Any", cycle.scope), self.tasks.last)

    def close_idle(self) -> None:
        """Close a connection that has no request in progress."""
        self._enter("idle")
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Parse received bytes; reject a head, or framing of a body, that exceeds its limit before it is complete."""
        if self.transport.is_closing():
            # Bytes that arrive after a rejection, or after the connection was closed to make room, are dropped.
            return
        if self.places is not None:
            self.places.became_busy(self)
        in_head, in_body = self._phase == "head", self._phase == "body"
        if self._phase == "idle":
            self._enter("head")
        super().data_received(data)
        if in_head and self._phase == "head":
            self._head_size += len(data)
            if self._head_size > HEAD_BYTES:
                self._refuse(431)
        elif in_body and self._phase == "body" and self._framing.received(len(data)):
            self._give_up(400)

    def on_message_begin(self) -> None:
        """Start the head of a request."""
        super().on_message_begin()
        self._begun = True
        self._enter("head")
        self._head_size = 0

    def on_url(self, url: bytes) -> None:
        """Count the bytes of the request line."""
        self._head_size += len(url)
        if self._head_size > HEAD_BYTES:
            self._stop(431)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count the bytes of a header. Trailers are dropped: uvicorn would add them to the checked headers."""
        self._head_size += len(name) + len(value) + 4
        if self._head_size > HEAD_BYTES:
            self._stop(431)
        if self._phase == "head":
            HttpToolsProtocol.on_header(self, name, value)

    def on_headers_complete(self) -> None:
        """Reject an ambiguous head; otherwise start the deadline of the body."""
        if self._without_place is not None and self.url not in self.always_served:
            self._stop(STATUS_BY_REFUSAL[self._without_place])
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) != 1 or not self._hosts.accepts(hosts[0]) or not ORIGIN_FORM.match(self.url):
            self._stop(400)
        if self.parser.should_upgrade() and self._should_upgrade() and not self._may_upgrade():
            self._stop(400)
        self._enter("body")
        self._framing.begin()
        super().on_headers_complete()
        if self._is_served:
            return
        if self.places is not None:
            self.places.became_busy(self)
        # The application runs in a task, which has not begun.
        self.scope["extensions"] = {EXTENSION: {RESPONSE: PreparedResponse(self.cycle)}}
        if self._without_place is not None or self.stopping.has_begun:
            self.cycle.keep_alive = False

    def handle_websocket_upgrade(self) -> None:
        """Pass the connection to the protocol of WebSocket, which keeps its place."""
        self._enter("idle")
        self._unset_keepalive_if_required()
        if self.places is not None:
            self.places.became_busy(self)
        protocol: Any = functools.partial(
            cast("Any", self.config.ws_protocol_class), on_end=self._leave, stopping=self.stopping
        )
        self.ws_protocol_class = protocol
        super().handle_websocket_upgrade()

    def on_body(self, body: bytes) -> None:
        """Extend the deadline by the time that the bytes take at the least rate."""
        super().on_body(body)
        self._framing.decoded(size := len(body))
        self._deadline += size / BODY_RATE

    def on_message_complete(self) -> None:
        """Cancel the deadline: from here on that of the application applies."""
        self._enter("idle")
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, for a shorter time when the server is nearly full."""
        if self.places is not None:
            self.timeout_keep_alive = self.places.keep_alive
            if not self.pipeline:
                self.places.became_idle(self)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Start the deadline of a client that does not read."""
        super().pause_writing()
        self._write_deadline.start(self.transport)

    def resume_writing(self) -> None:
        """Cancel the deadline: the client reads again."""
        self._write_deadline.cancel()
        super().resume_writing()

    def announce_end(self) -> None:
        """Close the connection with the response in progress, if its head can still say so."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None and not cycle.response_started:
            cycle.keep_alive = False

    def shutdown(self) -> None:
        """Close an idle connection; what would keep a response in progress open ends."""
        super().shutdown()
        self._write_deadline.shorten()
        self.stopping.begin()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's text is for its log
        """Respond to a request that the parser rejected, in the envelope."""
        self._refuse(self._refusal)

    def _is_ready(self) -> bool:
        """Return whether a response may be sent now, on a connection that stays open."""
        return self._without_place is None and not self.stopping.has_begun and super()._is_ready()

    def _may_upgrade(self) -> bool:
        """Return whether a handshake is GET, without a body, and not behind a request in progress."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        has_body = any(name in (b"content-length", b"transfer-encoding") for name, _ in self.headers)
        is_free = cycle is None or cycle.response_complete
        return is_free and not has_body and self._without_place is None and self.parser.get_method() == b"GET"

    def _leave(self) -> None:
        if self.places is not None:
            self.places.remove(self)

    def _stop(self, status: int) -> None:
        self._refusal = status
        raise Refused

    def _refuse(self, status: int) -> None:
        self._enter("idle")
        if self.transport.is_closing():
            return
        self.transport.write(refusal(status, self.refusal_headers))
        self.transport.close()

    def _enter(self, phase: Phase) -> None:
        """Start a phase and its deadline. The timer runs on from phase to phase and from request to request."""
        self._phase = phase
        if phase == "idle":
            return
        self._deadline = self.loop.time() + (self.head_seconds if phase == "head" else self.body_seconds)
        if self._timer is None or self._timer_at > self._deadline:
            self._start_timer()

    def _start_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = self._deadline
        self._timer = self.loop.call_at(self._deadline, self._check_deadline)

    def _check_deadline(self) -> None:
        """End the phase if it is over; otherwise wait for its deadline, or for none while the connection is idle."""
        self._timer = None
        if self._phase == "idle":
            return
        if self.loop.time() < self._deadline:
            self._start_timer()
        else:
            self._give_up()

    def _give_up(self, status: int = 408) -> None:
        """Close the connection of a slow or endless request; respond if it has begun and no response has."""
        if self.flow.read_paused:
            # The server paused reading, since it still handles an earlier request of the connection.
            self._enter(self._phase)
        elif self._begun and not self._has_response():
            self._refuse(status)
        else:
            self.transport.close()

    def _has_response(self) -> bool:
        """Return whether bytes sent now would be read as part of a response in progress."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None:
            return False
        return cycle.response_started if self._phase == "body" else not cycle.response_complete


def protocol_with(
    *,
    head_seconds: float,
    body_seconds: float,
    places: Connections | None = None,
    refusal_headers: Sequence[tuple[bytes, bytes]] = (),
    always_served: Iterable[bytes] = (),
    stopping: Stopping | None = None,
    at_once: AtOnce | None = None,
) -> type[DeadlineProtocol]:
    """Return the protocol class with these deadlines and connection limits, for the option `http` of uvicorn.

    The paths of `always_served` are also served to rejected connections, one request each. From when
    `stopping` has begun, which is at the latest when the server accepts no connections any more, each response closes
    its connection. Requests that `at_once` serves do not reach the application.
    """
    attributes = {
        "head_seconds": head_seconds,
        "body_seconds": body_seconds,
        "places": places,
        "refusal_headers": tuple(refusal_headers),
        "always_served": frozenset(always_served),
        "waiting_for_refusal": set[DeadlineProtocol](),
        "stopping": stopping or Stopping(),
        # A function that is an attribute of a class would become a method.
        "at_once": None if at_once is None else staticmethod(at_once),
    }
    return type("ConfiguredProtocol", (DeadlineProtocol,), attributes)
