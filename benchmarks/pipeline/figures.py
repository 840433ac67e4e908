"""What was measured, as lines of text."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from hops import NAMES, Hops
from processors import Spent


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: seconds on the clock, and processor seconds by process."""

    titles: int
    seconds: float
    cpu: Spent = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Titles per second."""
        return self.titles / self.seconds

    @property
    def milliseconds(self) -> float:
        """Milliseconds of processor time per title, of all processes together."""
        return sum(self.cpu.values()) * 1000 / self.titles


def comparison(latency_ms: int, ours: Cost, floor: Cost, idle: Cost) -> str:
    """Return the lines of one run and its floor; `idle` is what the stack costs per second while nothing happens."""
    cpu, bare = ours.milliseconds, floor.milliseconds
    waiting = idle.milliseconds * ours.seconds / ours.titles
    return "\n".join(
        (
            f"provider latency {latency_ms} ms, {ours.titles} titles",
            f"  titles/s         {ours.rate:8.1f}   floor {floor.rate:8.1f}   ratio {ours.rate / floor.rate:.2f}",
            f"  CPU ms per title {cpu:8.1f}   floor {bare:8.1f}   ratio {cpu / bare:.2f}",
            f"  of them the idle stack's {waiting:.1f}: a slow run has a large share of it",
            f"  ours by process: {processes(ours)}",
            f"  floor by process: {processes(floor)}",
        )
    )


def processes(cost: Cost) -> str:
    """Return the milliseconds per title of each process, the largest first."""
    ordered = sorted(cost.cpu.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {seconds * 1000 / cost.titles:.1f}" for name, seconds in ordered)


def latencies(imports: Sequence[Hops], cost: Cost, idle: Cost) -> str:
    """Return the lines of the single imports: one per hop, and what they cost more than an idle stack."""
    lines = [f"single imports ({len(imports)}), ms of each hop"]
    for name, seconds in zip(NAMES, zip(*(item.durations() for item in imports), strict=True), strict=True):
        ordered = sorted(value * 1000 for value in seconds)
        p90 = ordered[int(len(ordered) * 0.9)]
        lines.append(f"  {name:56} p50 {statistics.median(ordered):6.1f}   p90 {p90:6.1f}")
    more = {name: seconds - idle.cpu.get(name, 0.0) * cost.seconds for name, seconds in cost.cpu.items()}
    without = Cost(cost.titles, cost.seconds, more)
    lines.append(f"  CPU ms per import {without.milliseconds:.1f}: {processes(without)}")
    return "\n".join(lines)


def table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows under their heading; the last column is text and not padded."""
    cells = [[str(cell) for cell in row] for row in (heading, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heading) - 1)]
    return "\n".join(
        "  ".join([*(cell.rjust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in cells
    )
