"""How many of the strongest weekly risers have a reason, by the reference's method and by ours."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeAlias

from benchmarks.recordings.titles import Recording, load
from scipy.stats import binomtest

from charts.drawing import draw
from charts.model import Axis, Bar, BarChart, Caption
from charts.options import Look
from insights.domain.movements.robust import Change, change, needed_days

WINDOW: Final = 7
TOP: Final = 20
NEAR: Final = timedelta(days=14)
TOLERANCE: Final = 1
FIRST: Final = date(2024, 1, 16)
"""Series of shows begin on 2024-01-10; before, 303 to 552 movies have hardly a dated fact."""
MIDDLE: Final = date(2024, 5, 28)
"""The method was chosen on the weeks before, and the results are of the weeks from here on."""

Score: TypeAlias = Callable[[Recording, date], float | None]


def reference(values: Callable[[Recording], Sequence[float]]) -> Score:
    """Return the reference's measure: the growth of the window minus the growth of the window before."""

    def score(title: Recording, today: date) -> float | None:
        series = values(title)
        ends = [_at(title.days, series, today - timedelta(days=WINDOW * back)) for back in (0, 1, 2)]
        newest, before, earlier = ends
        if newest is None or before is None or earlier is None:
            return None
        return (newest - before) - (before - earlier)

    return score


def robust(title: Recording, today: date) -> float | None:
    """Return our measure: the change of popularity against the baseline, of risers only."""
    moved = changed(title, today)
    return moved.difference if moved and moved.direction == "riser" else None


def changed(title: Recording, today: date) -> Change | None:
    """Return the change of a title's popularity at a day on which it was recorded, or at the day before it."""
    end = bisect_right(title.days, today)
    begin = bisect_right(title.days, today - timedelta(days=needed_days(WINDOW)))
    if not end or title.days[end - 1] < today - timedelta(days=TOLERANCE):
        return None
    result = change(title.days[begin:end], title.popularity[begin:end], WINDOW, cumulative=False)
    return result if isinstance(result, Change) else None


def has_reason(title: Recording, today: date) -> bool:
    """Return whether a fact about the title is within 14 days."""
    return any(abs(fact.day - today) <= NEAR for fact in title.facts)


def share(titles: Sequence[Recording], weeks: Sequence[date], score: Score) -> tuple[int, int]:
    """Return how many of each week's strongest risers have a reason, and how many risers these are."""
    reasons = listed = 0
    for today in weeks:
        scored = [(value, title) for title in titles if (value := score(title, today)) is not None and value > 0]
        scored.sort(key=lambda pair: (-pair[0], pair[1].kind, pair[1].tmdb_id))
        strongest = [title for _, title in scored[:TOP]]
        listed += len(strongest)
        reasons += sum(has_reason(title, today) for title in strongest)
    return reasons, listed


def everyone(titles: Sequence[Recording], weeks: Sequence[date]) -> tuple[int, int]:
    """Return how many of all recorded titles have a reason: what a list chosen at random has."""
    present = [(title, today) for today in weeks for title in titles if title.days[0] <= today <= title.days[-1]]
    return sum(has_reason(title, today) for title, today in present), len(present)


def section(data: Path, images: Path) -> str:
    """Return the section of the page, and write its chart."""
    titles = load(data / "datasets")
    last = max(title.days[-1] for title in titles)
    weeks = [FIRST + timedelta(days=7 * number) for number in range((last - FIRST).days // 7 + 1)]
    halves = {
        "first": [today for today in weeks if today < MIDDLE],
        "second": [today for today in weeks if today >= MIDDLE],
    }
    methods: list[tuple[str, Score]] = [
        ("`reference-1`, votes", reference(lambda title: title.votes)),
        ("`reference-1`, popularity", reference(lambda title: title.popularity)),
        ("`robust-1`, popularity", robust),
    ]
    lines = ["| method | first half (chosen on) | second half (result) |", "|---|---|---|"]
    bars: list[Bar] = []
    results: dict[str, tuple[int, int]] = {}
    for name, score in methods:
        cells = []
        for half, days in halves.items():
            counts = share(titles, days, score)
            cells.append(_cell(*counts))
            if half == "second":
                results[name] = counts
                interval = binomtest(*counts).proportion_ci(method="wilson")
                bars.append(Bar(name.replace("`", ""), *(100 * x for x in (counts[0] / counts[1], *interval))))
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines.append(f"| all titles | {' | '.join(_cell(*everyone(titles, days)) for days in halves.values())} |")
    chart = BarChart(
        Caption(
            "Weekly top 20 risers with a reason", f"{MIDDLE} to {last}, 95 % interval", "TMDB, Netflix, Box Office Mojo"
        ),
        tuple(bars),
        Axis("Titles with a reason within 14 days", "percent", lowest=0),
    )
    (images / "risers-with-a-reason.svg").write_bytes(draw(chart, Look("svg", "auto", 800, 300)))
    return _text(lines, halves, titles, results)


def _text(
    lines: list[str], halves: dict[str, list[date]], titles: Sequence[Recording], results: dict[str, tuple[int, int]]
) -> str:
    shares = {name: reasons / listed for name, (reasons, listed) in results.items()}
    ours = shares["`robust-1`, popularity"]
    votes, popularity = (ours / shares[f"`reference-1`, {signal}"] for signal in ("votes", "popularity"))
    return f"""## Risers and their reasons

Of {len(titles)} titles with daily values of TMDB, each week's 20 strongest risers over 7 days, and how many of them
have a reason within 14 days: a release, the start of a season (first episode, return after more than 45 days, new
number of seasons), the entry into a weekly top ten of Netflix, or the first day of a release in the US box office.
{len(halves["first"])} weeks before {MIDDLE}, {len(halves["second"])} from then on.

{chr(10).join(lines)}

![Share of risers with a reason](images/risers-with-a-reason.svg)

On the second half, `robust-1` has {votes:.2f} times the share of the reference's method on votes, and
{popularity:.2f} times that of the reference's method on popularity. The goal is 1.5 times. The intervals overlap: with
this number of reasons, the second half decides neither comparison.

How to read it:

- The reference's method needs a count that only grows. TMDB has no count of watchers, so the number of votes stands for
  it; popularity, for which the method was not made, stands beside it. Both get the nearest day when a day is missing:
  the rule of the reference, by which a missing day is 0, would fill its lists with gaps.
- The method was chosen on the first half: signal (popularity or votes), mean, median or maximum of the window, length
  of the baseline, least strength, and whether lists are sorted by strength, by relative or by absolute change.
- The weeks before {FIRST} were left out after a look at them: they hold movies only, nearly all of them old, and about
  one riser in a hundred has a reason by any method, which is too few to choose by.
- Most titles of the recording are old, and most of their movements have no reason in these sources: the shares compare
  the methods, and do not say how many risers have a reason on a site that lists new titles.
"""


def _cell(reasons: int, listed: int) -> str:
    return f"{reasons} of {listed} = {100 * reasons / listed:.1f} %"


def _at(days: Sequence[date], series: Sequence[float], today: date) -> float | None:
    index = bisect_right(days, today) - 1
    if index < 0 or days[index] < today - timedelta(days=TOLERANCE):
        return None
    return series[index]
