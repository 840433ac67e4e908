"""Starting a stack in the background, and ending one."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from devstack.commands.supervise import command
from devstack.errors import NotReady, ProcessFailed, StateUnreadable
from devstack.folders import check_folder, create_folder
from devstack.options import Plan
from devstack.processes.orphans import sweep
from devstack.processes.parent_death import leashed
from devstack.processes.state import Identity, StackState, already_running, exclusive, is_locked, read_state
from devstack.processes.supervisor import Say
from devstack.secret_files import make_private_folder, open_private_log

_DOWN_TIMEOUT_SECONDS = 90.0
_RELEASE_TIMEOUT_SECONDS = 5.0
_POLL_SECONDS = 0.1


def up_detached(plan: Plan, say: Say, *, tied: bool = False) -> StackState:
    """Start the supervisor in the background, wait until the stack is ready, and give its state.

    Its lines go to the log `marquee` and to `say`. With `tied` it ends when this process does. Where a service is
    not ready in time the state says so in `failure`; raises AlreadyRunning, DataFolderUnusable, or ProcessFailed when
    nothing could be started.
    """
    create_folder(plan.data)
    # Before the log is opened: it belongs to the stack that runs.
    _check_free(plan.data)
    log = plan.log("marquee")
    make_private_folder(log.parent)
    line = leashed(command(plan), signal.SIGTERM) if tied else command(plan)
    with open_private_log(log) as output, log.open("rb") as lines:
        lines.seek(0, os.SEEK_END)
        pid = _spawn(line, output)
        try:
            state = _await_start(pid, plan.data, lambda: _pass_on(lines, say))
        except BaseException:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
            raise
    if state is None:
        raise ProcessFailed(f"the stack did not start; see {log}")
    return state


def down(data: Path, say: Say) -> None:
    """End the stack of a data folder and whatever a killed supervisor left; nothing running is fine."""
    check_folder(data)
    state = _last_state(data)
    if state is not None and is_locked(data) and state.supervisor.alive:
        os.kill(state.supervisor.pid, signal.SIGTERM)
        _await_end(state.supervisor)
        say("stopped")
    elif not data.exists():
        say(f"nothing runs on {data}")
    else:
        _check_free(data)
        with exclusive(data):
            say("cleaned up" if sweep(data, say) else f"nothing runs on {data}")


def _check_free(data: Path) -> None:
    """Raise AlreadyRunning when a supervisor holds the folder.

    The lock of a killed supervisor lasts until its last thread has ended, which is a moment after the process has.
    """
    deadline = time.monotonic() + _RELEASE_TIMEOUT_SECONDS
    while is_locked(data):
        if time.monotonic() > deadline or not _was_killed(data):
            raise already_running(data)
        time.sleep(_POLL_SECONDS)


def _was_killed(data: Path) -> bool:
    try:
        state = read_state(data)
    except StateUnreadable:
        return False
    return state is not None and not state.supervisor.alive


def _last_state(data: Path) -> StackState | None:
    """Return the state, or None where it is unreadable and no supervisor lives that could be ended by it."""
    try:
        return read_state(data)
    except StateUnreadable:
        if is_locked(data):
            raise
        return None


def _spawn(arguments: list[str], output: BinaryIO) -> int:
    """Start a program in a session of its own, with no input and all output to a file; gives its pid."""
    return os.posix_spawn(
        arguments[0],
        arguments,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, output.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, output.fileno(), 2),
        ],
        setsid=True,
    )


def _await_start(pid: int, data: Path, tick: Callable[[], None]) -> StackState | None:
    """Return the state once the stack is ready or has failed to become so; or None when the supervisor has ended."""
    while True:
        ended = os.waitpid(pid, os.WNOHANG) != (0, 0)
        state = None if ended else read_state(data)
        over = state is not None and state.supervisor.pid == pid and state.ready_seconds is not None
        tick()
        if ended or over:
            return state
        time.sleep(_POLL_SECONDS)


def _await_end(supervisor: Identity) -> None:
    deadline = time.monotonic() + _DOWN_TIMEOUT_SECONDS
    while supervisor.alive:
        if time.monotonic() > deadline:
            raise NotReady(f"the supervisor (pid {supervisor.pid}) has not ended in {_DOWN_TIMEOUT_SECONDS:g} s")
        time.sleep(_POLL_SECONDS)


def _pass_on(lines: BinaryIO, say: Say) -> None:
    for line in lines:
        say(line.decode("utf-8", "replace").rstrip())
