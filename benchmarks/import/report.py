"""What was measured, as the lines of a table."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from service import Cost


@dataclass(slots=True)
class Figures:
    """The runs of one kind of title at one latency."""

    HEAD: ClassVar[str] = (
        f"{'':<8}{'latency':>8}  {'who':<16}{'calls':>7}{'items/s':>10}{'ours/it':>9}   CPU ms an item"
    )
    ours: list[Cost] = field(default_factory=list)
    floors: dict[str, list[Cost]] = field(default_factory=dict)

    def rows(self, kind: str, latency_ms: int, calls: float) -> list[str]:
        """Return the lines: ours, and each floor with ours as a share of its speed."""
        speed = _speed(self.ours)
        start = f"{kind:<8}{latency_ms:>5} ms  "
        lines = [f"{start}{'ingestion':<16}{calls:>7.1f}{speed:>10.1f}{'':>9}   {_processors(self.ours)}"]
        for name, runs in self.floors.items():
            bare = _speed(runs)
            lines.append(
                f"{start}{'bare ' + name:<16}{calls:>7.1f}{bare:>10.1f}{speed / bare:>9.2f}   {_processors(runs)}"
            )
        return lines


def _speed(runs: Sequence[Cost]) -> float:
    return statistics.median(run.items / run.seconds for run in runs)


def _processors(runs: Sequence[Cost]) -> str:
    names = runs[0].cpu
    return ", ".join(
        f"{name} {statistics.median(run.cpu[name] / run.items for run in runs) * 1000:.1f}" for name in names
    )
