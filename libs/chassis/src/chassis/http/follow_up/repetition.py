"""Requests whose transaction Postgres has ended to resolve a deadlock: they are served again.

Locks have one order within a service, except where a batch of events holds some of them before it erases a user.
What the transaction has written is rolled back, and the other transaction goes on meanwhile.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Message, Receive

from chassis.storage.database import is_deadlock

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 4
MOST_BODY_BYTES: Final = 1_048_576
"""A request with a larger body, which is an upload, is not repeated: the body would have to be kept in memory."""


class RepeatableBody:
    """Receives the body of a request, and from its beginning again."""

    __slots__ = ("_bytes", "_messages", "_place", "_receive")

    def __init__(self, receive: Receive, *messages: Message) -> None:
        """`messages` have been received before."""
        self._receive = receive
        self._messages = list(messages)
        self._bytes = 0
        self._place = 0

    async def __call__(self) -> Message:
        """Return the next message."""
        if self._place < len(self._messages):
            message = self._messages[self._place]
        else:
            message = await self._receive()
            self._bytes += len(message.get("body", b""))
            if self._bytes > MOST_BODY_BYTES or message["type"] != "http.request":
                self._messages.clear()
                return message
            self._messages.append(message)
        self._place += 1
        return message

    def rewind(self) -> bool:
        """Begin again, and return whether everything was kept."""
        self._place = 0
        return self._bytes == sum(len(message.get("body", b"")) for message in self._messages)


async def repeat_deadlocks(
    serve: Callable[[Receive], Awaitable[None]], receive: Receive, has_begun: Callable[[], bool], *, is_empty: bool
) -> None:
    """Serve a request, and again while its response has not begun and a deadlock has ended its transaction."""
    body = None if is_empty else RepeatableBody(receive)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            await serve(body or receive)
        except Exception as failure:
            # An empty body may have been received already: it is not waited for again.
            body = body or RepeatableBody(receive, {"type": "http.request", "body": b"", "more_body": False})
            if attempt == MOST_ATTEMPTS or has_begun() or not is_deadlock(failure) or not body.rewind():
                raise
            logger.warning("request repeated after a deadlock", extra={"attempt": attempt})
        else:
            return
