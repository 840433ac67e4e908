"""One child process: started on a leash in a session of its own, logged to a file, ended by pid."""

import asyncio
import contextlib
import os
import signal
import time
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from devstack.errors import NotReady, ProcessFailed
from devstack.folders import Account
from devstack.processes.parent_death import leashed
from devstack.secret_files import open_private_log

IsReady = Callable[[int], Awaitable[bool]]
_POLL_SECONDS = 0.03
_LOG_LIMIT_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Command:
    """What to run: arguments, log file, complete environment (None: ours), user, end signal, and working folder."""

    arguments: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] | None = None
    account: Account | None = None
    end_signal: signal.Signals = signal.SIGTERM
    folder: Path | None = None


def tail(log: Path, lines: int = 15, most_bytes: int = 16_384, since: int = 0) -> str:
    """Return the last lines of a log, from byte `since` on, for an error message; empty when there is none."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(since, log.stat().st_size - most_bytes))
        return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])


@dataclass(slots=True)
class Child:
    """A running command. The pid is the program's own: the leash becomes the program."""

    command: Command
    process: Process = field(repr=False)
    log_start: int = 0

    @classmethod
    async def start(cls, command: Command) -> "Child":
        """Start the command; its output is appended to the log, which is renamed to `.1` beyond 32 MB."""
        command.log.parent.mkdir(parents=True, exist_ok=True)
        if command.log.exists() and command.log.stat().st_size > _LOG_LIMIT_BYTES:
            command.log.replace(command.log.with_suffix(command.log.suffix + ".1"))
        identity = (command.account.uid, command.account.gid) if command.account else None
        with open_private_log(command.log) as log:
            log_start = log.tell()
            process = await asyncio.create_subprocess_exec(
                *leashed(list(command.arguments), command.end_signal, identity),
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                env=dict(command.environment) if command.environment is not None else None,
                start_new_session=True,
                cwd=command.folder,
            )
        return cls(command, process, log_start)

    def output(self) -> str:
        """Return the last lines that this run has written to its log."""
        return tail(self.command.log, since=self.log_start)

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.returncode is None

    async def wait(self) -> int:
        """Wait for its end and return its exit status: minus the signal's number when a signal ended it."""
        return await self.process.wait()

    async def stop(self, timeout: float = 10.0) -> None:
        """Send its end signal, and kill it after `timeout` seconds."""
        self._send(self.command.end_signal)
        try:
            await asyncio.wait_for(self.process.wait(), timeout)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """Kill it, and wait until it has ended."""
        self._send(signal.SIGKILL)
        await self.process.wait()

    def abandon(self) -> None:
        """Kill it and wait for nothing, where no event loop runs."""
        self._send(signal.SIGKILL)

    def _send(self, requested_signal: signal.Signals) -> None:
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, requested_signal)


async def run(command: Command) -> None:
    """Run a command to its end; raises ProcessFailed with the log's tail when it ends badly."""
    child = await Child.start(command)
    try:
        status = await child.wait()
    finally:
        await child.kill()
    if status != 0:
        raise ProcessFailed(f"{command.log.stem} ended with status {status}:\n{child.output()}")


async def start_ready(name: str, command: Command, is_ready: IsReady, timeout: float) -> Child:
    """Start a command and wait until `is_ready(pid)`; leaves no process behind when that does not happen.

    Raises ProcessFailed when it ends, NotReady when `timeout` seconds are over, both with the log's tail.
    """
    child = await Child.start(command)
    try:
        await wait_ready(name, child, is_ready, timeout)
    except BaseException:
        await child.kill()
        raise
    return child


async def wait_ready(name: str, child: Child, is_ready: IsReady, timeout: float) -> None:
    """Wait until `is_ready(pid)`; raises like `start_ready` and leaves the process as it is."""
    deadline = time.monotonic() + timeout
    while not await is_ready(child.pid):
        if not child.alive:
            raise ProcessFailed(f"{name} ended while starting:\n{child.output()}")
        if time.monotonic() > deadline:
            raise NotReady(f"{name} is not ready after {timeout:.0f} s:\n{child.output()}")
        await asyncio.sleep(_POLL_SECONDS)
