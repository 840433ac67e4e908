"""What the index reports of itself: readiness, lag and metrics."""

from dataclasses import dataclass
from typing import Final

from chassis.runtime.health import CheckResult
from chassis.runtime.metrics.events import CONSUMER_LAG
from search.infrastructure.indexing.metrics import ENTRIES

MOST_FAILURES: Final = 5
"""How many failures in a row, other than of Kafka and the disk, readiness survives."""


@dataclass(slots=True)
class IndexStatus:
    """The state of a replica's index, as its tasks note it."""

    generation: str = "none"
    entries: int = 0
    lag: int | None = None
    caught_up: bool = False
    """Whether an index was level with the log once; readiness does not depend on Kafka from then on."""
    kafka_responds: bool = False
    failures: int = 0
    rebuild: float | None = None
    """Progress of the current rebuild, 0 to 1."""

    def note_entries(self, generation: str, entries: int) -> None:
        """Note what is served."""
        self.generation, self.entries = generation, entries
        ENTRIES.set(entries)

    def note_lag(self, lag: int) -> None:
        """Note how far the log is ahead."""
        self.lag, self.kafka_responds = lag, True
        CONSUMER_LAG.set(lag)

    def result(self) -> CheckResult:
        """Return `down` until an index has caught up once, and after repeated failures; `degraded` without Kafka.

        An outage of Kafka, and a rebuild, leave a process ready that was ready before: it serves the index that it has.
        """
        details: dict[str, float | int | str] = {"generation": self.generation, "entries": self.entries}
        if self.lag is not None:
            details["lag"] = self.lag
        if self.rebuild is not None:
            details["rebuild"] = round(self.rebuild, 3)
        if self.failures >= MOST_FAILURES:
            return CheckResult("down", {**details, "reason": "the index cannot be written"})
        if not self.caught_up:
            return CheckResult("down", {**details, "reason": "the index is not complete yet"})
        return CheckResult("up" if self.kafka_responds else "degraded", details)
