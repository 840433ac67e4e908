"""What a network can do to a connection. `devstack.faults.tcp_proxy` applies it."""

import enum
from dataclasses import dataclass


class Direction(enum.Flag):
    """Which bytes of a connection are affected."""

    UPSTREAM = enum.auto()
    """From the client to the server."""
    DOWNSTREAM = enum.auto()
    """From the server to the client."""
    BOTH = UPSTREAM | DOWNSTREAM


@dataclass(frozen=True, slots=True, eq=False)
class Toxic:
    """One disturbance. Two equal ones are still two: each is added and removed for itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Latency(Toxic):
    """Bytes arrive this much later, more or less by a random part of `jitter`; their order stays."""

    seconds: float
    jitter: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Bandwidth(Toxic):
    """At most this many bytes pass per second, on each connection."""

    bytes_per_second: int


@dataclass(frozen=True, slots=True, eq=False)
class Slicer(Toxic):
    """Bytes arrive in pieces of `size`, with a pause after each."""

    size: int
    pause: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class LimitData(Toxic):
    """A connection is closed once this many bytes have passed since the toxic was added."""

    limit: int


@dataclass(frozen=True, slots=True, eq=False)
class SlowClose(Toxic):
    """The end of a connection is passed on this much later."""

    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Blackhole(Toxic):
    """Connections stay open and their bytes vanish; those that lost bytes are reset when the toxic is removed."""


@dataclass(frozen=True, slots=True, eq=False)
class ResetPeer(Toxic):
    """Open connections are reset at once, new ones `after` so many seconds, whatever the direction."""

    after: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Down(Toxic):
    """Open connections are reset and new ones refused, whatever the direction."""
