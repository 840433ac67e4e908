"""Huge and odd requests: each is refused soon after its limit, and neither the gateway nor a service pays for it."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.gateway.tests.component.harness import Echo
from services.gateway.tests.component.services import raw_service
from tests.faults.edge.gateways import edge_gateway

from devstack.faults.clients.raw import HOST, status_of
from devstack.faults.log import Anomaly, FaultLog

LIMIT_BYTES: Final = 1024 * 1024
"""The gateway's limit of a body, which these routes do not change."""
SLACK_BYTES: Final = 128 * 1024
MOST_SENT: Final = 100 * 1024 * 1024
LATE_SECONDS: Final = 5.0
"""Where one second is the aim: the machine has other work."""
MEMORY_BYTES: Final = 50 * 1024 * 1024
POST: Final = b"POST /api/v1/insights/x HTTP/1.1\r\nHost: a\r\n"
GET: Final = b"GET /api/v1/insights/x HTTP/1.1\r\nHost: a\r\n"
CHUNK: Final = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
JSON_PART: Final = b'{"a": "' + b"x" * 65_520 + b'"},'


@dataclass(frozen=True, slots=True)
class Case:
    """A request: its head, what follows it again and again, the number of bytes allowed, and the right statuses."""

    head: bytes
    part: bytes = b""
    allowed: int = 0
    statuses: tuple[int, ...] = (413,)


CASES: Final = {
    "10 GB announced": Case(POST + b"Content-Length: 10000000000\r\n\r\n", b"x" * 65_536),
    "announced length of 19 digits": Case(POST + b"Content-Length: " + b"9" * 19 + b"\r\n\r\n"),
    "announced length of 400 digits": Case(POST + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n", statuses=(400, 413)),
    "100 MB of JSON": Case(POST + b"Content-Type: application/json\r\nContent-Length: 104857600\r\n\r\n[", JSON_PART),
    "endless chunks": Case(POST + b"Transfer-Encoding: chunked\r\n\r\n", CHUNK, LIMIT_BYTES),
    "endless chunks of one byte": Case(
        POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 8192, LIMIT_BYTES * 6
    ),
    "endless extension of a chunk": Case(
        POST + b"Transfer-Encoding: chunked\r\n\r\n1;a=", b"x" * 65_536, LIMIT_BYTES, (400, 413, 431)
    ),
    "endless trailers": Case(
        POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", b"X-A: 1\r\n" * 8192, LIMIT_BYTES, (400, 413, 431)
    ),
    "endless header": Case(GET + b"X-A: ", b"x" * 65_536, statuses=(431,)),
    "10,000 headers": Case(GET + b"".join(b"X-%d: 1\r\n" % number for number in range(10_000)), statuses=(431,)),
    "endless headers": Case(GET, b"X-A: 1\r\n" * 8192, statuses=(431,)),
    "URL of 1 MiB": Case(b"GET /api/v1/insights/" + b"x" * 1_048_576 + b" HTTP/1.1\r\n", statuses=(400, 414, 431)),
    "query of 1 MiB": Case(b"GET /api/v1/insights/x?a=" + b"x" * 1_048_576, b"x" * 65_536, 0, (400, 414, 431)),
    "endless method": Case(b"A" * 65_536, b"A" * 65_536, 0, (400, 431)),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """How a request ended: the status (0: none), and how long after the limit was crossed."""

    status: int
    seconds: float


async def _pour(port: int, case: Case) -> Refused:
    """Send the head, then the parts, until the gateway responds or ends the connection."""
    reader, writer = await asyncio.open_connection(HOST, port)
    reading = asyncio.create_task(reader.readuntil(b"\r\n\r\n"))
    sent, crossed = 0, time.monotonic()
    try:
        writer.write(case.head)
        while case.part and not reading.done() and sent < MOST_SENT:
            if sent <= case.allowed:
                crossed = time.monotonic()
            writer.write(case.part)
            sent += len(case.part)
            await asyncio.wait_for(writer.drain(), LATE_SECONDS)
            await asyncio.sleep(0)
    except (ConnectionError, TimeoutError):
        pass
    await asyncio.wait((reading,), timeout=LATE_SECONDS)
    seconds = time.monotonic() - crossed
    # What the gateway has sent before the reset may be lost to a client that goes on writing.
    received = reading.result() if reading.done() and not reading.exception() else b""
    reading.cancel()
    writer.transport.abort()
    return Refused(status_of(received), seconds)


async def test_huge_requests_are_refused(faults: FaultLog, echo: Echo, tmp_path: Path) -> None:
    received: list[int] = []

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        received.append(0)
        place = len(received) - 1
        while data := await reader.read(65_536):
            received[place] += len(data)

    async with (
        raw_service(count) as service,
        edge_gateway(tmp_path, echo, INSIGHTS_URL=service.url) as gateway,
        gateway.client() as http,
    ):
        before = gateway.memory
        names = [*CASES] * 3
        faults.random.shuffle(names)
        for name in names:
            case = CASES[name]
            refused = await _pour(gateway.port, case)
            faults.performed()
            faults.injected(name)
            expected = refused.status in (0, *case.statuses)
            faults.expect(expected, Anomaly.BYPASSED, f"{name}: status {refused.status}")
            faults.expect(refused.status < 500, Anomaly.SERVER_ERROR, f"{name}: status {refused.status}")
            faults.expect(refused.seconds < LATE_SECONDS, Anomaly.UNBOUNDED, f"{name}: {refused.seconds:.1f} s")
            async with http.get("/api/v1/stats/x") as response:
                faults.expect(response.status == 200, Anomaly.DISTURBED, f"after {name}: {response.status}")
        most = max(received, default=0)
        faults.note("most at the service", f"{most / 1024:.0f} KiB")
        faults.expect(most <= LIMIT_BYTES + SLACK_BYTES, Anomaly.UNBOUNDED, f"the service received {most} bytes")
        growth = gateway.memory - before
        faults.note("memory", f"{growth / 1024 / 1024:+.0f} MiB")
        faults.expect(growth < MEMORY_BYTES, Anomaly.UNBOUNDED, f"memory grew by {growth} bytes")
        faults.expect(gateway.child.alive, Anomaly.NOT_RECOVERED, "the gateway has ended")
