"""Ends what an interrupted supervisor left behind, by recorded pid and start time."""

import signal
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

from devstack.errors import DataFolderUnusable, StateUnreadable
from devstack.processes.state import ProcessState, forget_state, read_state

_TIMEOUT_SECONDS = 15.0


def end_orphans(processes: Iterable[ProcessState]) -> list[str]:
    """End every recorded process that still runs, by force if needed; return the names of those processes."""
    result = [
        (entry, psutil.Process(entry.identity.pid))
        for entry in processes
        if entry.identity is not None and entry.identity.alive
    ]
    for entry, process in result:
        _send(process, entry.end_signal)
    _, alive = psutil.wait_procs([process for _, process in result], timeout=_TIMEOUT_SECONDS)
    for process in alive:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=_TIMEOUT_SECONDS)
    return [entry.name for entry, _ in result]


def sweep(data: Path, say: Callable[[str], None]) -> bool:
    """End what a killed supervisor left behind; the caller holds the lock, so no other supervisor lives."""
    try:
        state = read_state(data)
    except StateUnreadable as error:
        say(f"{error}; removed it, and what it named is not looked for")
        forget_state(data)
        return True
    if state is None:
        return False
    if result := end_orphans(state.processes):
        say(f"ended what an interrupted run had left: {', '.join(result)}")
    forget_state(data)
    return True


def _send(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied as error:
        raise DataFolderUnusable(
            f"process {process.pid} of the stack belongs to another user, who must end it"
        ) from error
