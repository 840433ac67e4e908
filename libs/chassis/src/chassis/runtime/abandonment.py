"""Reads whose client has gone: what they find reaches no client, so they are cancelled.

Only GET and HEAD are, and only until they open a transaction. A client that sent a write wants it to happen, whether it
is still there for the response or not; and whether a write that is cancelled while it commits has happened is not
known. Its deadline limits how long it takes.
"""

import asyncio
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, Final

Scope = MutableMapping[str, Any]

CLIENT_CLOSED_REQUEST: Final = 499
"""The status of such a request in log and metrics."""

_READ: Final = "marquee.read"
_ABANDONED: Final = "marquee.abandoned"
_READS: Final = frozenset({"GET", "HEAD"})
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def begin_request(scope: Scope) -> None:
    """Allow to cancel the request that begins, if it is a read."""
    if scope["method"] in _READS:
        scope[_READ] = True
        _scope.set(scope)


def keep_request() -> None:
    """Have the request in progress go on to its end although its client has gone: it begins to write."""
    scope = _scope.get()
    if scope is not None:
        scope.pop(_READ, None)


def abandon(scope: Scope, task: asyncio.Task[None] | None) -> None:
    """Cancel a request whose client has gone, if that is allowed. `task` handles it."""
    if task is not None and scope.pop(_READ, False):
        scope[_ABANDONED] = True
        task.cancel()


def ends_here() -> bool:
    """Return whether a cancellation that arrives was only that of `abandon`, which ends with it."""
    scope, task = _scope.get(), asyncio.current_task()
    return scope is not None and _ABANDONED in scope and task is not None and task.uncancel() == 0


class HandlerTasks:
    """The tasks of a server, as uvicorn keeps them, seen from one connection: the last one handles its request.

    `asyncio.current_task` in each request would take longer than everything else that is needed to end one.
    """

    __slots__ = ("_all", "discard", "last")

    def __init__(self, tasks: set[asyncio.Task[None]]) -> None:
        self._all = tasks
        self.discard = tasks.discard
        self.last: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """Return the number of requests in progress of the server."""
        return len(self._all)

    def add(self, task: asyncio.Task[None]) -> None:
        """Note the task of the next request of the connection."""
        self.last = task
        self._all.add(task)
