"""What one fault test did and what it saw: operations, faults, anomalies and recovery times."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Final

_KEPT: Final = 20


class Anomaly(StrEnum):
    """The classes of what must not happen."""

    LOST = "lost"
    """Something that was acknowledged is not there."""
    DUPLICATED = "duplicated"
    """Something took effect twice."""
    REORDERED = "reordered"
    """An older state replaced a newer one, or the versions of a key arrived out of order."""
    WRONG_STATE = "wrong state"
    """A projection differs from the one that its log gives."""
    DEAD_LETTERED = "dead-lettered"
    """A valid event was rejected, or an invalid one was not rejected exactly once."""
    SERVER_ERROR = "server error"
    """A client received a status that says that the server failed, other than 503 with Retry-After."""
    BYPASSED = "bypassed"
    """A check was evaded."""
    DISTURBED = "disturbed"
    """A client that did nothing wrong was refused or slowed down."""
    UNBOUNDED = "unbounded"
    """Memory, time, connections or attempts went beyond their limit."""
    NOT_RECOVERED = "not recovered"
    """The system did not return to work by itself in time."""


@dataclass(slots=True)
class FaultLog:
    """The record of one test; `random` is the only source of chance that the test may use."""

    seed: int
    random: Random
    operations: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    anomalies: Counter[Anomaly] = field(default_factory=Counter)
    recoveries: list[float] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    _examples: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, seed: int, name: str) -> "FaultLog":
        """Return the empty log of a test; its chance depends on the seed and the test's name alone."""
        return cls(seed, Random(f"{seed}:{name}"))

    def performed(self, operations: int = 1) -> None:
        """Count operations whose outcome the test checks."""
        self.operations += operations

    def injected(self, fault: str, times: int = 1) -> None:
        """Count a fault by its kind, such as `kill catalog`."""
        self.faults[fault] += times

    def anomaly(self, kind: Anomaly, what: str) -> None:
        """Record something that must not happen; the test fails at its end."""
        self.anomalies[kind] += 1
        if len(self._examples) < _KEPT:
            self._examples.append(f"{kind}: {what}")

    def expect(self, condition: object, kind: Anomaly, what: str) -> None:
        """Record an anomaly unless the condition holds."""
        if not condition:
            self.anomaly(kind, what)

    def recovered(self, seconds: float) -> None:
        """Record how long after a fault the system worked as before."""
        self.recoveries.append(seconds)

    def note(self, name: str, value: str) -> None:
        """Keep a figure for the report, such as a ratio of latencies."""
        self.notes[name] = value

    def failure(self) -> str | None:
        """Return why the test fails, or null: anomalies with examples, or no operation at all."""
        if not self.operations:
            return "the test performed no operation, so it cannot have found anything"
        if not self.anomalies:
            return None
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(self.anomalies.items()))
        return "\n".join([f"{counts} (seed {self.seed})", *self._examples])
