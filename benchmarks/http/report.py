"""What was measured, as a table: processor time of the server and rate, each beside bare Starlette."""

import statistics
from collections.abc import Mapping, Sequence

from figures import Figures

FLOOR = "starlette"

HEAD = f"{'body':>6}{'connections':>13}  {'':<11}{'CPU us/request':>15}{'of starlette':>14}{'requests/s':>12}"


def rows(size: int, connections: int, figures: Mapping[str, Figures]) -> list[str]:
    """Return the lines of one size and number of connections; `of starlette` is its cost divided by ours."""
    floor = figures[FLOOR].cost
    start = f"{size / 1024:>4.1f} K{connections:>12}   "
    return [
        f"{start}{name:<11}{own.cost:>15.1f}{floor / own.cost:>14.2f}{own.rate:>12,.0f}"
        for name, own in figures.items()
    ]


def summary(cells: Sequence[Mapping[str, Figures]]) -> list[str]:
    """Return the contestants over all sizes and numbers of connections: median ratio, range, and extra cost."""
    lines = []
    for name in cells[0]:
        ratios = sorted(cell[FLOOR].cost / cell[name].cost for cell in cells)
        extra = statistics.median(cell[name].cost - cell["uvicorn"].cost for cell in cells)
        lines.append(
            f"{name}: {statistics.median(ratios):.2f} of starlette ({ratios[0]:.2f} to {ratios[-1]:.2f}),"
            f" {extra:.0f} us more than bare uvicorn"
        )
    return lines
