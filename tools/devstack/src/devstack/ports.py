"""The port of each process: fixed offsets from one base, so two stacks need two bases."""

import asyncio
import random
import socket
from collections.abc import Iterable
from itertools import islice

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
    "sources": 18,
    "playback": 19,
    "music": 21,
    "social": 22,
    "federation": 23,
    # end of generated region
    "provider_simulator": 7,
    "postgres": 8,
    "kafka": 9,
    "kafka-controller": 10,
    "gateway-management": 11,
    "object_storage": 13,
    "mail_catcher": 15,
    "trace_viewer": 20,
}
HIGHEST_BASE = 65535 - max(OFFSETS.values())

# Below those that the system gives to outgoing connections, from 32,768: such a connection would take the port of a
# server that a test starts again.
_SINGLE = range(10_000, 21_000)
_BASES = range(21_000, 32_000, max(OFFSETS.values()) + 1)


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
    """Return free ports, all different, at random: programs that choose at the same time hardly choose the same."""
    candidates = random.SystemRandom().sample(_SINGLE, len(_SINGLE))
    free = list(islice(filter(is_free, candidates), count))
    if len(free) < count:
        raise RuntimeError(f"no {count} free ports from {_SINGLE.start} to {_SINGLE.stop - 1}")
    return free


def free_base() -> int:
    """Return a base, at random, all ports of which are free."""
    for base in random.SystemRandom().sample(_BASES, len(_BASES)):
        if not taken(plan(base).values()):
            return base
    raise RuntimeError(f"no base with free ports from {_BASES.start} to {_BASES.stop - 1}")
