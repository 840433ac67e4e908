"""Requests that are served within the call that has read their heads, without a task and the calls of ASGI.

A task, its context and the messages of a response take longer than a response from memory needs. What can respond
without waiting does so here; every other request goes to the application.
"""

import logging
from collections.abc import Callable
from typing import Any, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from chassis.http.server.prepared import end_of_head

logger = logging.getLogger(__name__)

SendAtOnce = Callable[[bytes, bytes], None]
"""Sends a complete response: a head with a status line and without the empty line at its end, and a body."""
AtOnce = Callable[[Scope, SendAtOnce], bool]
"""Sends the response to a request, or returns false with nothing sent.

The scope has no `path`. It runs in the context of the connection: context variables that it sets would be those of
later requests.
"""


class PromptProtocol(HttpToolsProtocol):
    """uvicorn's protocol with `at_once`, which is called for requests without a body to wait for."""

    at_once: AtOnce | None = None
    _is_served = False
    """Whether the request whose end is still to be parsed has its response."""

    def on_headers_complete(self) -> None:
        """Have the request served at once, or start the task in which the application serves it."""
        if self.at_once is not None and self._is_ready():
            scope = cast("Any", self.scope)
            scope["method"] = self.parser.get_method().decode("ascii")
            scope["raw_path"], _, scope["query_string"] = self.url.partition(b"?")
            try:
                self.at_once(scope, self._send_at_once)
            except Exception:
                # The parser would report an invalid request. Without a response, the application has the request.
                logger.exception("serving a request at once failed")
            if self._is_served:
                return
            # One that arrived with it may have been served at once: then the timer of an idle connection runs.
            self._unset_keepalive_if_required()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Pass the end of a request to the application, unless the request is served."""
        if self._is_served:
            self._is_served = False
        else:
            super().on_message_complete()

    def _is_ready(self) -> bool:
        """Return whether a response may be sent now, on a connection that stays open."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return (
            (cycle is None or cycle.response_complete)
            and not self.flow.write_paused
            and not self.expect_100_continue
            and self.parser.should_keep_alive()
            and not self.parser.should_upgrade()
            and not self.transport.is_closing()
        )

    def _send_at_once(self, head: bytes, body: bytes) -> None:
        self._is_served = True
        self.transport.writelines((head + end_of_head(self.server_state.default_headers), body))
        self.on_response_complete()
