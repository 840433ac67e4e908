"""Watches a folder of this machine for changes, in a thread of its own."""

import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Final

from watchfiles import Change, watch

logger = logging.getLogger(__name__)

STABLE_MS: Final = 2_000
"""How long nothing else may change before a change counts: files are copied one after the other."""
LONGEST_MS: Final = 60_000
"""After which changes count although more follow."""
_LIMITS: Final = ("limit reached", "os error 24", "os error 28")
"""In the texts of errors: the machine permits no more watches, no more watchers, or no more open files."""


Counts = Callable[[Path], bool]
"""Returns whether a change at a path may be one of files that are read: also of a folder, or of what is gone."""


class WatchState(StrEnum):
    """Whether a folder is watched. The values are labels of a metric."""

    STARTING = "starting"
    WATCHED = "watched"
    LIMIT = "limit"
    """The machine permits no more watches (`fs.inotify`)."""
    FAILED = "failed"
    """The folder is not there, or cannot be watched."""
    ENDED = "ended"


class FolderWatch:
    """The watch of one folder and of those in it; it follows links, which scans do not."""

    def __init__(self, root: Path, counts: Counts, begun: Callable[[], None], changed: Callable[[], None]) -> None:
        """Start the thread, which calls `begun` when the watch begins, and `changed` after changes that count."""
        self.root = root
        self._counts = counts
        self.state = WatchState.STARTING
        self._identity = _identity(root)
        self._begun = begun
        self._changed = changed
        self._stopped = threading.Event()
        threading.Thread(target=self._watch, name=f"watch {root.name}", daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether the watch has ended, or watches a folder that is not at its path any more."""
        return self.state not in {WatchState.STARTING, WatchState.WATCHED} or self._identity != _identity(self.root)

    def stop(self) -> None:
        """End the thread soon, without another call."""
        self._stopped.set()

    def _watch(self) -> None:
        try:
            self._follow()
        except (OSError, RuntimeError) as error:
            self._fail(error)
        except Exception:
            self.state = WatchState.FAILED
            logger.exception("a folder is not watched: unexpected failure", extra={"folder": str(self.root)})

    def _follow(self) -> None:
        changes = watch(
            self.root,
            watch_filter=self._is_counted,
            step=STABLE_MS,
            debounce=LONGEST_MS,
            stop_event=self._stopped,
            rust_timeout=1,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=False,
            ignore_permission_denied=True,
        )
        for change in changes:
            if self._stopped.is_set():
                break
            if self.state is WatchState.STARTING:
                self.state = WatchState.WATCHED
                self._begun()
            if change:
                self._changed()
        self.state = WatchState.ENDED

    def _is_counted(self, _: Change, path: str) -> bool:
        return self._counts(Path(path))

    def _fail(self, error: Exception) -> None:
        was_watched = self.state is WatchState.WATCHED
        is_limit = any(limit in str(error).lower() for limit in _LIMITS)
        self.state = WatchState.LIMIT if is_limit else WatchState.FAILED
        message = "a folder is not watched, its scans go on: "
        message += "raise fs.inotify.max_user_watches and max_user_instances" if is_limit else "it cannot be watched"
        logger.warning(message, extra={"folder": str(self.root), "reason": str(error)})
        if was_watched:
            self._changed()


def _identity(root: Path) -> tuple[int, int] | None:
    try:
        state = root.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
