"""Shows the log of one process of the stack, and follows it."""

import sys
import time
from pathlib import Path

from devstack.errors import UnknownService
from devstack.processes.process import tail

_LINES = 100
_POLL_SECONDS = 0.3


def show(data: Path, name: str, *, follow: bool) -> None:
    """Print the last 100 lines of a process's log; with `follow` go on until interrupted."""
    logs = {path.stem: path for path in (data / "logs").glob("*.log")}
    if name not in logs:
        names = ", ".join(sorted(logs)) or f"none, nothing has run on {data}"
        raise UnknownService(f"there is no log of {name}; logs: {names}")
    log = logs[name]
    sys.stdout.write(tail(log, _LINES, most_bytes=262_144) + "\n")
    if follow:
        _follow(log)


def _follow(log: Path) -> None:
    at = log.stat().st_size
    while True:
        size = log.stat().st_size if log.exists() else 0
        # A smaller file is a new one: the process was started again after its log had been set aside.
        at = min(at, size) if size < at else at
        if size > at:
            with log.open("rb") as file:
                file.seek(at)
                sys.stdout.write(file.read(size - at).decode("utf-8", "replace"))
            sys.stdout.flush()
            at = size
        time.sleep(_POLL_SECONDS)
