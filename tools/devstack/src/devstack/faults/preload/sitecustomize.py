"""Imported by a process that was started with a `Preload`: changes its clock, records its connections, kills it."""

import datetime
import os
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, Final

import jwt.api_jwt
import uvloop

from chassis.runtime.clock import SystemClock

_READ_SECONDS: Final = 0.02
_ADDRESS_PARTS: Final = 2


class _Clock:
    """The difference to the machine's clock, which a file holds."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seconds = 0.0
        self._read_at = float("-inf")

    def seconds(self) -> float:
        """Return the difference, which is read at most fifty times per second."""
        if time.monotonic() - self._read_at > _READ_SECONDS:
            self._read_at = time.monotonic()
            self._seconds = float(self._file.read_text("ascii"))
        return self._seconds


def _skew(clock: _Clock) -> None:
    """Change what the services read: their clock, `time.time`, and the clock of the library that reads tokens."""
    real = time.time

    class Skewed(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return datetime.datetime.now(tz) + datetime.timedelta(seconds=clock.seconds())

    def now(_: SystemClock) -> datetime.datetime:
        return datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=clock.seconds())

    setattr(time, "time", lambda: real() + clock.seconds())  # noqa: B010 - a type checker knows it as a function
    setattr(SystemClock, "now", now)  # noqa: B010
    setattr(jwt.api_jwt, "datetime", Skewed)  # noqa: B010


def _record(file: Path) -> None:
    """Append each address to the file before a connection to it is begun, and each name before it is looked up."""
    log = file.open("a", buffering=1, encoding="utf-8")

    def write(host: object, port: object) -> None:
        log.write(f"{host}:{port}\n")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect" and isinstance(arguments[1], tuple) and len(arguments[1]) >= _ADDRESS_PARTS:
            write(*arguments[1][:_ADDRESS_PARTS])
        elif event == "socket.getaddrinfo":
            write(*arguments[:_ADDRESS_PARTS])

    sys.addaudithook(hook)
    _record_uvloop(write)


def _record_uvloop(write: Callable[[object, object], None]) -> None:
    """Record what uvloop does, which raises no audit events."""
    connect: Any = uvloop.Loop.create_connection
    look_up: Any = uvloop.Loop.getaddrinfo

    async def create_connection(
        loop: uvloop.Loop, factory: Any, host: object = None, port: object = None, **options: Any
    ) -> Any:
        if host is not None:
            write(host, port)
        return await connect(loop, factory, host, port, **options)

    async def getaddrinfo(loop: uvloop.Loop, host: Any, port: Any, **options: Any) -> Any:
        write(host, port)
        return await look_up(loop, host, port, **options)

    setattr(uvloop.Loop, "create_connection", create_connection)  # noqa: B010
    setattr(uvloop.Loop, "getaddrinfo", getaddrinfo)  # noqa: B010


def _kill_at(module: str, name: str, when: str, call: int) -> None:
    """Let the process die at a call of a method; all its other calls are as before."""
    owner_name, _, method = name.rpartition(".")
    owner = getattr(import_module(module), owner_name)
    original, calls = getattr(owner, method), count(1)

    async def dying(*arguments: Any, **options: Any) -> Any:
        is_last = next(calls) == call
        if is_last and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = await original(*arguments, **options)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, method, dying)


if "FAULTS_CLOCK" in os.environ:
    _skew(_Clock(Path(os.environ["FAULTS_CLOCK"])))
if "FAULTS_CONNECTIONS" in os.environ:
    _record(Path(os.environ["FAULTS_CONNECTIONS"]))
if "FAULTS_KILL" in os.environ:
    _module, _name, _when, _call = os.environ["FAULTS_KILL"].split(":")
    _kill_at(_module, _name, _when, int(_call))
