"""Crowds of slow clients: silent ones, and those that send a few bytes at a time.

A crowd runs in a process of its own: what it does must not slow the client down whose response times are compared.
"""

import asyncio
import contextlib
import multiprocessing
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from devstack.faults.clients.raw import HOST, status_of

KINDS: Final = (
    "silent",
    "half a head",
    "trickled head",
    "half a body",
    "trickled body",
    "trickled long body",
    "trickled chunks",
)
IN_HEAD: Final = frozenset(KINDS[:3])
"""Those that never end the head of their request."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a slow client: whether the server ended its connection, when, and with which status (0: none)."""

    kind: str
    is_cut_off: bool
    seconds: float
    status: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many slow clients of all kinds, from some addresses of this machine; they give up after `seconds`.

    They read from one path and write to another.
    """

    port: int
    number: int
    read_path: str
    write_path: str
    addresses: int = 1
    seconds: float = 60.0
    pause: float = 1.0

    async def run(self) -> list[Outcome]:
        """Return the outcome of each client, from another process."""
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            return await asyncio.get_running_loop().run_in_executor(pool, self._run_all)

    def _run_all(self) -> list[Outcome]:
        async def together() -> list[Outcome]:
            return await asyncio.gather(*(self._one(number) for number in range(self.number)))

        return asyncio.run(together())

    async def _one(self, number: int) -> Outcome:
        kind = KINDS[number % len(KINDS)]
        first, trickle = self._bytes()[kind]
        local = (f"127.0.1.{number % self.addresses + 1}", 0)
        reader, writer = await asyncio.open_connection(HOST, self.port, local_addr=local)
        begun = time.monotonic()
        writer.write(first)
        reading = asyncio.create_task(reader.read())
        with contextlib.suppress(ConnectionError):
            while not reading.done() and time.monotonic() < begun + self.seconds:
                writer.write(trickle)
                await asyncio.wait((reading,), timeout=self.pause)
        seconds, ended = time.monotonic() - begun, reading.done()
        received = b"" if not ended or reading.exception() else reading.result()
        reading.cancel()
        writer.close()
        return Outcome(kind, ended, seconds, status_of(received))

    def _bytes(self) -> Mapping[str, tuple[bytes, bytes]]:
        """Return what each kind sends at first, and what it then sends again and again."""
        read = f"GET {self.read_path} HTTP/1.1\r\nHost: a\r\n".encode()
        sent = f"POST {self.write_path} HTTP/1.1\r\nHost: a\r\n".encode()
        return {
            "silent": (b"", b""),
            "half a head": (read + b"X-A:", b""),
            "trickled head": (read + b"X-A: ", b"a"),
            "half a body": (sent + b"Content-Length: 900\r\n\r\n{", b""),
            "trickled body": (sent + b"Content-Length: 900\r\n\r\n{", b"x"),
            "trickled long body": (sent + b"Content-Length: 900000\r\n\r\n" + b"x" * 100_000, b"x"),
            "trickled chunks": (sent + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        }
