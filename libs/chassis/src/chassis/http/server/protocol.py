"""The HTTP protocol of every server: slow, oversized and ambiguous requests are refused before any code of ours runs.

uvicorn waits for ever for the end of a head or a body, accepts heads of any size and requests without a Host, and
refuses in plain text. Here every phase of a request has a deadline, and every refusal has the envelope.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from chassis.http.server.connections import Connections, Refusal
from chassis.http.server.rejections import HEAD_BYTES, STATUS_BY_REFUSAL, refusal

WRITE_SECONDS: Final = 30.0
KEEP_ALIVE_SECONDS: Final = 30
REFUSALS_AT_ONCE: Final = 100
"""Connections without a place that may wait for their request, so that a client reads why it was refused."""

_HOST: Final = re.compile(rb"[A-Za-z0-9._~-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
Phase = Literal["idle", "head", "body"]


class Refused(Exception):
    """Stops the parser; the response is in the protocol."""


class DeadlineProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a deadline per phase of a request. Subclasses set the seconds and the places."""

    head_seconds = 5.0
    body_seconds = 10.0
    places: Connections | None = None
    refusal_headers: Sequence[tuple[bytes, bytes]] = ()
    always_served: frozenset[bytes] = frozenset()
    waiting_for_refusal: set["DeadlineProtocol"]

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._phase: Phase = "idle"
        self._timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None
        self._head_size = 0
        self._begun = False
        self._refusal = 400
        self._without_place: Refusal | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head; a connection without a place waits for it only to refuse it."""
        super().connection_made(transport)
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
        """Forget every deadline, and free the place."""
        self._enter("idle")
        self._stop_waiting_for_reader()
        self.waiting_for_refusal.discard(self)
        if self.places is not None:
            self.places.remove(self)
        super().connection_lost(exc)

    def close_idle(self) -> None:
        """Close a connection without a request in progress, to make room for another."""
        self._enter("idle")
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and refuse a head that grows too large before it is complete."""
        if self.transport.is_closing():
            # What arrives after a refusal, or after the place was given away, is never handled.
            return
        if self.places is not None:
            self.places.became_busy(self)
        in_head = self._phase == "head"
        if self._phase == "idle":
            self._enter("head")
        super().data_received(data)
        if in_head and self._phase == "head":
            self._head_size += len(data)
            if self._head_size > HEAD_BYTES:
                self._refuse(431)

    def on_message_begin(self) -> None:
        """Begin the head of a request."""
        super().on_message_begin()
        self._begun = True
        self._enter("head")
        self._head_size = 0

    def on_url(self, url: bytes) -> None:
        """Count the request line."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header. Trailers are dropped: uvicorn would add them to the headers, after these were checked."""
        self._count(len(name) + len(value) + 4)
        if self._phase == "head":
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Refuse a head that two readers could read differently; otherwise begin to wait for the body."""
        if self._without_place is not None and self.url not in self.always_served:
            self._stop(STATUS_BY_REFUSAL[self._without_place])
        hosts = [value for name, value in self.headers if name == b"host"]
        origin_form = self.url.startswith(b"/") and not self.url.startswith(b"//")
        if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]) or not origin_form or not self.url.isascii():
            self._stop(400)
        self._enter("body")
        super().on_headers_complete()
        if self._without_place is not None:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """The request is complete: from here on the application's deadline holds."""
        self._enter("idle")
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request, for a shorter time when the server is nearly full."""
        if self.places is not None:
            self.timeout_keep_alive = self.places.keep_alive
            if not self.pipeline:
                self.places.became_idle(self)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Begin to wait for a client that does not read."""
        super().pause_writing()
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        self._stop_waiting_for_reader()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's text is for its own log
        """Refuse what the parser refused, in the envelope that every response has."""
        self._refuse(self._refusal)

    def _stop_waiting_for_reader(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _count(self, size: int) -> None:
        self._head_size += size
        if self._head_size > HEAD_BYTES:
            self._stop(431)

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
        self._phase = phase
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if phase != "idle":
            seconds = self.head_seconds if phase == "head" else self.body_seconds
            self._timer = self.loop.call_later(seconds, self._too_late)

    def _too_late(self) -> None:
        """Cut off a slow sender, with an answer if it began a request and none is on its way."""
        if self.flow.read_paused:
            # Ours to read, not its to send: an earlier request of the connection is being answered.
            self._enter(self._phase)
        elif self._begun and not self._is_answered():
            self._refuse(408)
        else:
            self.transport.close()

    def _is_answered(self) -> bool:
        """Tell whether another word would be taken for an answer to something else."""
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
) -> type[DeadlineProtocol]:
    """Return the protocol class of these deadlines and places, as uvicorn's `http=` takes it.

    The paths of `always_served` are served to connections without a place too, one request each.
    """
    attributes = {
        "head_seconds": head_seconds,
        "body_seconds": body_seconds,
        "places": places,
        "refusal_headers": tuple(refusal_headers),
        "always_served": frozenset(always_served),
        "waiting_for_refusal": set[DeadlineProtocol](),
    }
    return type("ConfiguredProtocol", (DeadlineProtocol,), attributes)
