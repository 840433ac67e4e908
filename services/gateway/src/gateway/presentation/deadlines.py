"""The server's edge: clients that send slowly, too much or ambiguously are cut off before any code of ours runs.

uvicorn waits for ever for the end of a head or a body, takes heads of any size and requests without a Host.
"""

import asyncio
import json
import re
from typing import Any, Final, Literal, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from chassis.errors import CODES, error_body

HEAD_BYTES: Final = 32_768
WRITE_SECONDS: Final = 30.0

_HOST: Final = re.compile(rb"[A-Za-z0-9._~-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
_CODES: Final = {400: CODES[400], 408: "REQUEST_TIMEOUT", 431: "HEADERS_TOO_LARGE"}
_MESSAGES: Final = {
    400: "The request is not understood",
    408: "The request came too slowly",
    431: "The head of the request is too large",
}

Phase = Literal["idle", "head", "body"]


class Refused(Exception):
    """Stops the parser; the answer is in the protocol."""


class DeadlineProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a deadline for each phase of a request. Subclasses set the seconds."""

    head_seconds = 5.0
    body_seconds = 10.0

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

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._enter("head")

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget every deadline."""
        self._enter("idle")
        self._stop_waiting_for_reader()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and refuse a head that grows too large before it is complete."""
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
        hosts = [value for name, value in self.headers if name == b"host"]
        origin_form = self.url.startswith(b"/") and not self.url.startswith(b"//")
        if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]) or not origin_form or not self.url.isascii():
            self._stop(400)
        self._enter("body")
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is complete: from here on the application's deadline holds."""
        self._enter("idle")
        super().on_message_complete()

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
        """Answer what the parser refused, in the envelope every answer has."""
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
        body = json.dumps(error_body(status, _CODES[status], _MESSAGES[status])).encode()
        head = [
            STATUS_LINE[status],
            b"content-type: application/json\r\n",
            f"content-length: {len(body)}\r\n".encode(),
            b"connection: close\r\n\r\n",
        ]
        self.transport.write(b"".join([*head, body]))
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


def protocol_with(*, head_seconds: float, body_seconds: float) -> type[DeadlineProtocol]:
    """Give the protocol class of these deadlines, as uvicorn's `http=` takes it."""
    return type(
        "ConfiguredDeadlines", (DeadlineProtocol,), {"head_seconds": head_seconds, "body_seconds": body_seconds}
    )
