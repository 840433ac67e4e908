"""What the supervisor writes down: who runs, where, since when. Also the lock that keeps it the only one.

A process is known by its pid and its start time together, so a pid that the system has given to another process
is never touched.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Literal

import psutil

from devstack.errors import AlreadyRunning, StateUnreadable
from devstack.folders import create_folder

Phase = Literal["starting", "ready", "stopping", "failed"]
Status = Literal["waiting", "starting", "ready", "restarting", "held", "stopped"]
_FILE = "state.json"
_LOCK = "lock"
# Start times come from the boot time, which moves when the clock is set.
_CLOCK_TOLERANCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Identity:
    """A process that cannot be mistaken: its pid and when it started (seconds since the epoch)."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> "Identity | None":
        """Return the identity of a live process; None when there is none."""
        try:
            return cls(pid, psutil.Process(pid).create_time())
        except psutil.NoSuchProcess:
            return None

    @classmethod
    def own(cls) -> "Identity":
        """Return the identity of this process."""
        return cls(os.getpid(), psutil.Process().create_time())

    @property
    def alive(self) -> bool:
        """Whether that very process still runs."""
        result = Identity.of(self.pid)
        if result is None or abs(result.started - self.started) > _CLOCK_TOLERANCE_SECONDS:
            return False
        with contextlib.suppress(psutil.NoSuchProcess):
            return bool(psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE)
        return False


@dataclass(slots=True)
class ProcessState:
    """One process of the stack as last seen by the supervisor."""

    name: str
    port: int
    status: Status = "waiting"
    identity: Identity | None = None
    end_signal: int = 15
    restarts: int = 0
    last_exit: int | None = None
    start_seconds: float | None = None
    """From the last start of the process until it was ready; null until then."""


@dataclass(slots=True)
class StackState:
    """The stack of one data folder."""

    supervisor: Identity
    base: int
    postgres_data: str
    phase: Phase = "starting"
    real_providers: bool = False
    real_budgets: bool = False
    observe: bool = False
    ready_seconds: float | None = None
    failure: str | None = None
    processes: list[ProcessState] = field(default_factory=list)

    def write(self, data: Path) -> None:
        """Replace the state file at once."""
        partial = data / f"{_FILE}.partial"
        partial.write_text(json.dumps(asdict(self), indent=1), "utf-8")
        partial.replace(data / _FILE)


def read_state(data: Path) -> StackState | None:
    """Return the last state written for this data folder, or None when nothing has run or it ended in order.

    Raise StateUnreadable when the file is damaged or of another version.
    """
    try:
        return _parse((data / _FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateUnreadable(f"{data / _FILE} is damaged or of another version: {error!r}") from error


def _parse(text: str) -> StackState:
    raw = json.loads(text)
    raw["supervisor"] = Identity(**raw["supervisor"])
    processes = [
        ProcessState(**{**entry, "identity": Identity(**entry["identity"]) if entry["identity"] else None})
        for entry in raw.pop("processes")
    ]
    return StackState(**raw, processes=processes)


def forget_state(data: Path) -> None:
    """Remove the state file: everything ended in order."""
    (data / _FILE).unlink(missing_ok=True)


@contextlib.contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Hold the data folder's lock; raise AlreadyRunning when another supervisor holds it, or DataFolderUnusable."""
    create_folder(data)
    with (data / _LOCK).open("a") as lock:
        if not _try_lock(lock):
            raise already_running(data)
        yield


def is_locked(data: Path) -> bool:
    """Return whether a supervisor holds the data folder now."""
    if not (data / _LOCK).exists():
        return False
    with (data / _LOCK).open() as lock:
        return not _try_lock(lock)


def already_running(data: Path) -> AlreadyRunning:
    """Return the error that says where the stack of a data folder runs."""
    return AlreadyRunning(f"a stack already runs on {data}{_where(data)}")


def _try_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _where(data: Path) -> str:
    try:
        state = read_state(data)
    except StateUnreadable:
        return ""
    if state is None:
        return ""
    return f": http://127.0.0.1:{state.base} (supervisor's pid {state.supervisor.pid})"
