"""The beginning of the end of a process: what would not end by itself ends before the server waits for it."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Stopping:
    """What a process calls once, as soon as it has to stop.

    The server serves the requests in progress to their end before the application hears of the end of the process. A
    stream of events has none: without this it would keep the process until its time limit.
    """

    def __init__(self) -> None:
        self._calls: list[Callable[[], object]] = []
        self._has_begun = False

    @property
    def has_begun(self) -> bool:
        """Return whether the process has to stop."""
        return self._has_begun

    def add(self, call: Callable[[], object]) -> None:
        """Call `call` when the process begins to stop. It must not wait."""
        self._calls.append(call)

    def begin(self) -> None:
        """Call everything that was added. A failure is logged, so that the others are called too."""
        if self._has_begun:
            return
        self._has_begun = True
        for call in self._calls:
            try:
                call()
            except Exception:
                logger.exception("cannot prepare the end of the process")
