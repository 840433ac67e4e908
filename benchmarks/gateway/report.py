"""What was measured, as a table: rate and processor time, each beside the bare application."""

import statistics
from collections.abc import Mapping, Sequence

from figures import Figures

CEILING = "bare"

HEAD = (
    f"{'body':>6}{'connections':>13}  {'':<10}{'requests/s':>12}{'of bare':>9}{'CPU us':>9}{'bare by CPU':>13}"
    f"{'ms/request':>12}"
)


def rows(size: int, connections: int, figures: Mapping[str, Figures]) -> list[str]:
    """Return the lines of one size and number of connections."""
    ceiling = figures[CEILING]
    start = f"{size / 1024:>4.1f} K{connections:>12}   "
    return [
        f"{start}{name:<10}{own.rate:>12,.0f}{own.rate / ceiling.rate:>9.2f}{own.cost:>9.1f}"
        f"{ceiling.cost / own.cost:>13.2f}{connections / own.rate * 1000:>12.2f}"
        for name, own in figures.items()
    ]


def summary(cells: Sequence[Mapping[str, Figures]]) -> list[str]:
    """Return each contestant over all sizes and numbers of connections: median ratios and their ranges."""
    lines = []
    for name in cells[0]:
        by_cpu = sorted(cell[CEILING].cost / cell[name].cost for cell in cells)
        by_rate = sorted(cell[name].rate / cell[CEILING].rate for cell in cells)
        lines.append(
            f"{name}: {statistics.median(by_rate):.2f} of bare by rate ({by_rate[0]:.2f} to {by_rate[-1]:.2f}),"
            f" {statistics.median(by_cpu):.2f} by processor time ({by_cpu[0]:.2f} to {by_cpu[-1]:.2f})"
        )
    return lines


def percentiles(values: Sequence[float]) -> str:
    """Return the 50th and 99th percentile of milliseconds."""
    ordered = sorted(values)
    p50, p99 = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms of {len(ordered)}"
