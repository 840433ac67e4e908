"""Child processes with limits: of processor time, memory, files, output and the time on the wall.

Each is the leader of a session and a process group of its own and inherits no environment. When its call is cancelled,
the group ends.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from programs.errors import ScratchFull, ToolFailed

_LAUNCHER: Final = Path(__file__).with_name("launcher.py")
_TAIL: Final = 2000
"""Bytes of messages that are kept for the reason of a failure."""
_SIGNALLED: Final = 255
"""How ffmpeg ends after a signal, which can only be that of a limit: it is otherwise ended by this module."""
_FILE_LIMIT: Final = "File too large"
_DISK_FULL: Final = ("No space left on device", "Disk quota exceeded")
_GRACE: Final = 2.0
"""Seconds for an orderly end."""
_CHUNK: Final = 65536

Take = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use."""

    processor_seconds: int
    wall_seconds: float
    memory_bytes: int
    """Address space, which is several times the memory that it uses."""
    file_bytes: int
    """The largest file that it writes."""
    output_bytes: int = 2**20
    """What it may print."""
    niceness: int = 0
    """How much it gives way to other programs, from 0 to 19."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended."""

    status: int
    """As a shell has it; negative for a signal."""
    messages: str
    """The end of what it has reported."""


async def output_of(command: Sequence[str], limits: Limits, *, inherit: Collection[int] = ()) -> tuple[bytes, Ended]:
    """Return what a program prints and how it ended; raise ToolFailed when it breaks a limit."""
    parts: list[bytes] = []

    async def keep(chunk: bytes) -> None:
        parts.append(chunk)

    ended = await run(command, limits, keep, inherit=inherit)
    return b"".join(parts), ended


async def run(
    command: Sequence[str], limits: Limits, take: Take | None = None, *, inherit: Collection[int] = ()
) -> Ended:
    """Run a program, pass on what it prints, and return how it ended; raise ToolFailed when it breaks a limit.

    It has the descriptors of `inherit`, so that it reads files which are open already: `/dev/fd/…`.
    """
    name = Path(command[0]).name
    try:
        async with asyncio.timeout(limits.wall_seconds), _child(command, limits, inherit) as process:
            messages, _ = await asyncio.gather(_tail(process.stderr), _pass_on(process.stdout, limits, take, name))
            status = await process.wait()
    except TimeoutError:
        raise ToolFailed(name, f"it took more than {limits.wall_seconds:g} s", limited=True) from None
    if status == -signal.SIGXCPU or (status == _SIGNALLED and not messages):
        raise ToolFailed(name, f"it needed more than {limits.processor_seconds} s of processor time", limited=True)
    if status == -signal.SIGXFSZ or _FILE_LIMIT in messages:
        raise ToolFailed(name, f"it wrote more than {limits.file_bytes} bytes", limited=True)
    return Ended(status, messages)


async def check(
    command: Sequence[str], limits: Limits, take: Take | None = None, *, inherit: Collection[int] = ()
) -> str:
    """Run a program and return its messages; raise ScratchFull or ToolFailed unless it ends well."""
    ended = await run(command, limits, take, inherit=inherit)
    if ended.status != 0:
        if any(text in ended.messages for text in _DISK_FULL):
            raise ScratchFull
        raise ToolFailed(Path(command[0]).name, ended.messages or f"it ended with status {ended.status}")
    return ended.messages


@asynccontextmanager
async def _child(
    command: Sequence[str], limits: Limits, inherit: Collection[int]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a program; end its whole group when the block is left before it has ended."""
    numbers = (os.getpid(), limits.processor_seconds, limits.memory_bytes, limits.file_bytes, limits.niceness)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", str(_LAUNCHER), *map(str, numbers), *command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        env={},
        pass_fds=tuple(inherit),
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            await asyncio.shield(_end(process))


async def _end(process: asyncio.subprocess.Process) -> None:
    _signal(process.pid, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_gone(process), _GRACE)
    _signal(process.pid, signal.SIGKILL)
    await _gone(process)


async def _gone(process: asyncio.subprocess.Process) -> None:
    """Wait for the end of a program. Output that is not read would hold it up: its pipes stay open."""
    await asyncio.gather(_discard(process.stdout), _discard(process.stderr), process.wait())


async def _discard(stream: asyncio.StreamReader | None) -> None:
    # Another reader may be at its end, too: it takes what there is.
    with contextlib.suppress(RuntimeError):
        while stream is not None and await stream.read(_CHUNK):
            pass


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


async def _tail(stream: asyncio.StreamReader | None) -> str:
    kept = b""
    while stream is not None and (chunk := await stream.read(_CHUNK)):
        kept = (kept + chunk)[-_TAIL:]
    return kept.decode("utf-8", "replace").strip()


async def _pass_on(stream: asyncio.StreamReader | None, limits: Limits, take: Take | None, name: str) -> None:
    size = 0
    while stream is not None and (chunk := await stream.read(_CHUNK)):
        size += len(chunk)
        if size > limits.output_bytes:
            raise ToolFailed(name, f"it printed more than {limits.output_bytes} bytes", limited=True)
        if take is not None:
            await take(chunk)
