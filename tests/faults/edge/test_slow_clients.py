"""Crowds of slow clients, from one address and from many: they are cut off and leave nothing behind."""

import asyncio
import contextlib
import socket
import time
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from services.gateway.tests.component.harness import Echo
from tests.faults.edge.gateways import EdgeGateway, edge_gateway

from chassis.testing.kafka import wait_until
from devstack.faults.clients.raw import HOST
from devstack.faults.clients.slow import IN_HEAD, Crowd
from devstack.faults.latencies import compare, steady
from devstack.faults.log import Anomaly, FaultLog

PATH: Final = "/api/v1/stats"
NUMBER: Final = 500
SHARE: Final = 100
"""Connections that one address may have, where clients try to have more."""
READERS: Final = 60
HEAD_SECONDS: Final = 3.0
BODY_SECONDS: Final = 5.0
EXCHANGE_SECONDS: Final = 8.0
LATE_SECONDS: Final = 4.0
"""A busy machine notices late: a client that is not cut off at all stays for a minute."""
SETTLE_SECONDS: Final = 35.0
"""Connections that are kept for a next request end after thirty."""
SPARE: Final = 2
MEMORY_BYTES: Final = 50 * 1024 * 1024
SETTINGS: Final = {
    "HEAD_SECONDS": str(HEAD_SECONDS),
    "BODY_SECONDS": str(BODY_SECONDS),
    "DEADLINE_SECONDS": str(EXCHANGE_SECONDS),
}


async def _settled(gateway: EdgeGateway, descriptors: int, faults: FaultLog) -> None:
    """Wait until the gateway has no more open descriptors than before."""
    begun = time.monotonic()
    with contextlib.suppress(AssertionError):
        await wait_until(
            lambda: gateway.descriptors <= descriptors + SPARE, seconds=SETTLE_SECONDS, every=0.2, what="closing"
        )
    left = gateway.descriptors
    faults.expect(left <= descriptors + SPARE, Anomaly.UNBOUNDED, f"{descriptors} descriptors became {left}")
    faults.recovered(time.monotonic() - begun)


def _check_memory(gateway: EdgeGateway, before: int, faults: FaultLog) -> None:
    growth = gateway.memory - before
    faults.note("memory", f"{growth / 1024 / 1024:+.0f} MiB")
    faults.expect(growth < MEMORY_BYTES, Anomaly.UNBOUNDED, f"memory grew by {growth} bytes")


@pytest.mark.parametrize(
    ("addresses", "share"), [(1, 700), (50, 700), (1, SHARE)], ids=["one address", "50 addresses", "beyond its share"]
)
async def test_slow_clients_are_cut_off_and_disturb_no_other(
    faults: FaultLog, echo: Echo, tmp_path: Path, addresses: int, share: int
) -> None:
    settings = {**SETTINGS, "CONNECTIONS_PER_ADDRESS": str(share)}
    async with edge_gateway(tmp_path, echo, **settings) as gateway, gateway.client() as http:
        url = f"{PATH}/x"
        await steady(http, url, seconds=1)
        quiet = await steady(http, url, seconds=3)
        descriptors, memory = gateway.descriptors, gateway.memory
        crowd = asyncio.create_task(Crowd(gateway.port, NUMBER, url, url, addresses).run())
        beside = await steady(http, url, until=crowd)
        outcomes = await crowd
        faults.performed(len(quiet.seconds) + len(beside.seconds))
        faults.injected("slow client", len(outcomes))
        compare(faults, quiet, beside)
        for outcome in outcomes:
            limit = (HEAD_SECONDS if outcome.kind in IN_HEAD else BODY_SECONDS) + 1
            faults.expect(outcome.is_cut_off, Anomaly.UNBOUNDED, f"{outcome.kind} was not cut off")
            late = outcome.seconds - limit
            faults.expect(late < LATE_SECONDS, Anomaly.UNBOUNDED, f"{outcome.kind}: {late:.1f} s late")
            faults.expect(outcome.status < 500, Anomaly.SERVER_ERROR, f"{outcome.kind}: {outcome.status}")
        # A client that goes on writing may lose the 429 to the reset.
        refused = sum(outcome.status == 429 for outcome in outcomes)
        faults.expect(not refused or share == SHARE, Anomaly.DISTURBED, f"{refused} refused within their share")
        faults.note("statuses", str(dict(Counter(outcome.status for outcome in outcomes))))
        faults.note("longest", f"{max(outcome.seconds for outcome in outcomes):.1f} s")
        await _settled(gateway, descriptors, faults)
        _check_memory(gateway, memory, faults)


async def test_slow_readers_hold_neither_memory_nor_connections(faults: FaultLog, echo: Echo, tmp_path: Path) -> None:
    """Clients that request much and read a byte per second, through receive buffers that are as small as they get."""
    loop = asyncio.get_running_loop()
    async with edge_gateway(tmp_path, echo, **SETTINGS) as gateway, gateway.client() as http:
        url = f"{PATH}/x"
        await steady(http, url, seconds=1)
        quiet = await steady(http, url, seconds=3)
        descriptors, memory = gateway.descriptors, gateway.memory
        with contextlib.ExitStack() as sockets:
            readers = []
            for _ in range(READERS):
                reader = sockets.enter_context(socket.socket())
                reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                reader.setblocking(False)
                await loop.sock_connect(reader, (HOST, gateway.port))
                await loop.sock_sendall(reader, f"GET {PATH}/large HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                readers.append(reader)
            faults.injected("slow reader", READERS)

            async def read_slowly(reader: socket.socket) -> None:
                with contextlib.suppress(ConnectionError):
                    for _ in range(int(SETTLE_SECONDS) * 2):
                        await loop.sock_recv(reader, 1)
                        await asyncio.sleep(1)

            reading = asyncio.gather(*map(read_slowly, readers))
            beside = await steady(http, url, seconds=EXCHANGE_SECONDS)
            compare(faults, quiet, beside)
            faults.performed(len(quiet.seconds) + len(beside.seconds) + READERS)
            # Their ends are open: only the gateway's deadline ends these connections.
            await _settled(gateway, descriptors, faults)
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        _check_memory(gateway, memory, faults)
