"""The port of each process: fixed offsets from one base, so two stacks need two bases."""

import asyncio
import socket
from collections.abc import Iterable

DEFAULT_BASE = 8000
# Below it a port needs privileges, which Postgres never has.
LOWEST_BASE = 1024
OFFSETS = {
    # generated region services
    "gateway": 0,
    "auth": 1,
    "catalog": 2,
    "ingestion": 3,
    "stats": 4,
    "insights": 5,
    "library": 6,
    "search": 12,
    "notifications": 14,
    "web": 16,
    "billing": 17,
    # end of generated region
    "provider_simulator": 7,
    "postgres": 8,
    "kafka": 9,
    "kafka-controller": 10,
    "gateway-management": 11,
    "object_storage": 13,
    "mail_catcher": 15,
    "trace_viewer": 18,
}
HIGHEST_BASE = 65535 - max(OFFSETS.values())


def plan(base: int = DEFAULT_BASE) -> dict[str, int]:
    """Return the port of every process for a base."""
    return {name: base + offset for name, offset in OFFSETS.items()}


def is_free(port: int) -> bool:
    """Return whether this port of 127.0.0.1 can be listened on now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def listens(port: int, _pid: int | None = None) -> bool:
    """Return whether a process accepts connections at this port of 127.0.0.1: a condition of `start_ready`."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def taken(ports: Iterable[int]) -> list[int]:
    """Return those ports that cannot be listened on."""
    return [port for port in ports if not is_free(port)]


def free_ports(count: int) -> list[int]:
    """Return free ports, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for item in sockets:
            item.bind(("127.0.0.1", 0))
        return [item.getsockname()[1] for item in sockets]
    finally:
        for item in sockets:
            item.close()
