"""Drop points on the votes per episode at IMDb: how often, how certain, how stable, and how often wrongly.

The details of `votes-1` were chosen on every second series by name; what is reported are the others.
"""

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

from scipy.stats import spearmanr

from charts.drawing import draw
from charts.model import Axis, Caption, LineChart, Marker, Point, Series
from charts.options import Look
from stats.domain.drop_off.analysis import Analysis, DropPoint
from stats.domain.drop_off.episodes import Episode, Place
from stats.domain.drop_off.threshold import threshold
from stats.domain.drop_off.votes import analyze_votes

TODAY: Final = date(2026, 11, 29)
SHUFFLES: Final = 2
NEAR: Final = 3
SURVIVOR_COLUMNS: Final = (2, 8, 10)
"""Season, audience and number of votes."""
WELL_KNOWN: Final = (
    *("Friends", "Seinfeld", "Game of Thrones", "The Office", "Lost", "Heroes", "The Wire", "House", "Fringe"),
    *("Prison Break", "Arrow", "Supernatural", "How I Met Your Mother", "House of Cards", "Narcos", "Vikings"),
    *("True Blood", "The Big Bang Theory", "Under The Dome", "Modern Family"),
)
SHOWN: Final = ("Heroes", "Lost", "House of Cards")

Show = list[Episode]


def section(data: Path, images: Path) -> str:
    """Return the Markdown of the measurement, and write its chart to `images`."""
    folder = data / "datasets" / "imdb_episodes"
    old = read(folder / "episodes_with_votes_2017_2019.csv.gz")
    new = read(folder / "episodes_with_votes_2023.csv.gz")
    reported = [show for place, (_, show) in enumerate(sorted(old.items())) if place % 2]
    _draw(old, images / "measured-drop-off.svg")
    return "\n".join(
        [
            "## Drop-off",
            "",
            (
                f"Votes per episode at IMDb: {len(old)} series recorded from 2017 to 2019, {len(new)} in 2023."
                " Methods: [drop-off.md](drop-off.md)."
            ),
            "",
            "![Retention of three series with their intervals](images/measured-drop-off.svg)",
            "",
            "### False alarms",
            "",
            *_false_alarms(reported),
            "",
            "### Well-known series",
            "",
            *_well_known(old),
            "",
            "### Two recordings of the same series",
            "",
            *_agreement(old, new),
            "",
            "### Votes and the audience",
            "",
            *_survivor(next((data / "datasets").glob("survivor_episodes_*.csv.gz"))),
            "",
        ]
    )


def read(path: Path) -> Mapping[str, Show]:
    """Return the regular episodes with votes of each series, in order."""
    shows: dict[str, dict[Place, Episode]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            number = row.get("season_ep") or row.get("episode") or ""
            if not (row["season"].isdecimal() and number.isdecimal() and row["votes"] and row["rating"]):
                continue
            place = Place(int(row["season"]), int(number))
            votes = int(float(row["votes"]))
            if place.season and votes:
                shows[row["series_name"]][place] = Episode(place, None, float(row["rating"]), votes)
    return {name: [show[place] for place in sorted(show)] for name, show in shows.items()}


def by_votes(show: Sequence[Episode]) -> Analysis:
    """Return the analysis of `votes-1`."""
    return analyze_votes(show, "imdb", TODAY, datetime(2019, 1, 1, tzinfo=UTC))


def shuffled(show: Sequence[Episode], numbers: random.Random) -> Show:
    """Return the places of a show with its ratings and votes in random order."""
    values = [(episode.rating, episode.votes) for episode in show]
    numbers.shuffle(values)
    return [Episode(episode.place, None, *value) for episode, value in zip(show, values, strict=True)]


def _false_alarms(shows: Sequence[Show]) -> list[str]:
    numbers = random.Random(1)
    usable = [show for show in shows if by_votes(show).reason is None]
    points = sum(by_votes(show).point is not None for show in usable)
    rules = sum(threshold(show).point is not None for show in usable)
    mixed = [shuffled(show, numbers) for show in usable for _ in range(SHUFFLES)]
    false_points = sum(by_votes(show).point is not None for show in mixed) / len(mixed)
    false_rules = sum(threshold(show).point is not None for show in mixed) / len(mixed)
    return [
        (
            f"{len(usable)} series with enough votes, of the half on which nothing was chosen, each shuffled {SHUFFLES}"
            " times. In shuffled episodes there is no place at which users leave. Goal: under 5 %."
        ),
        "",
        "| method | series with a drop point | shuffled series with one |",
        "|---|---|---|",
        f"| `votes-1` | {points} ({points / len(usable):.0%}) | {false_points:.1%} |",
        f"| `threshold-1` | {rules} ({rules / len(usable):.0%}) | {false_rules:.1%} |",
    ]


def _well_known(shows: Mapping[str, Show]) -> list[str]:
    lines = [
        "Recordings of 2017 to 2019. No point means that the loss is even, or that no place is certain.",
        "",
        "| series | episodes | left at the end (95 %) | `votes-1` (interval) | loss | certainty | `threshold-1` |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in WELL_KNOWN:
        result, rule = by_votes(shows[name]), threshold(shows[name]).point
        end = result.curve[-1]
        point = result.point
        lines.append(
            f"| {name} | {result.episodes} | {end.retention:.0%} ({end.low:.0%} to {end.high:.0%})"
            f" | {_point(point)} | {f'{point.loss:.0%}' if point else ''} | {f'{point.certainty:.0%}' if point else ''}"
            f" | {_place(rule)} |"
        )
    return lines


def _agreement(old: Mapping[str, Show], new: Mapping[str, Show]) -> list[str]:
    lines = [
        (
            "The episodes that both recordings have. Points agree when neither has one, or when they are at most three"
            " episodes apart."
        ),
        "",
        (
            "| series | common episodes | correlation of curves | `votes-1` 2017-2019 | `votes-1` 2023 | agree"
            " | `threshold-1` agrees |"
        ),
        "|---|---|---|---|---|---|---|",
    ]
    votes = rules = count = 0
    for name in sorted(old.keys() & new.keys()):
        common = {episode.place for episode in old[name]} & {episode.place for episode in new[name]}
        pair = [[episode for episode in shows[name] if episode.place in common] for shows in (old, new)]
        first, second = (by_votes(show) for show in pair)
        if first.reason is not None or second.reason is not None:
            continue
        places = [episode.place for episode in pair[0]]
        same = _agree(places, _at(first), _at(second))
        same_rule = _agree(places, threshold(pair[0]).point, threshold(pair[1]).point)
        lines.append(
            f"| {name} | {len(common)} | {_curves(first, second)} | {_point(first.point)} | {_point(second.point)}"
            f" | {'yes' if same else 'no'} | {'yes' if same_rule else 'no'} |"
        )
        votes, rules, count = votes + same, rules + same_rule, count + 1
    return [*lines, "", f"`votes-1` agrees in {votes} of {count} series, `threshold-1` in {rules}."]


def _curves(first: Analysis, second: Analysis) -> str:
    """Return the rank correlation of two curves; one that does not fall has none."""
    curves = [[entry.retention for entry in result.curve] for result in (first, second)]
    return "flat" if any(len(set(curve)) == 1 for curve in curves) else f"{spearmanr(*curves).statistic:.2f}"


def _survivor(path: Path) -> list[str]:
    """Return how well the votes of a series follow its audience, which was counted."""
    seasons: dict[int, list[tuple[float, float]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in islice(csv.reader(lines), 1, None):
            season, audience, count = (row[column] for column in SURVIVOR_COLUMNS)
            if audience.isdecimal() and count.isdecimal():
                seasons[int(season)].append((float(audience), float(count)))
    whole = {season: pairs for season, pairs in seasons.items() if len(pairs) >= 8}
    audiences = [median(audience for audience, _ in pairs) for pairs in whole.values()]
    votes = [median(votes for _, votes in pairs) for pairs in whole.values()]
    across = spearmanr(audiences, votes)
    within = [spearmanr(*zip(*pairs, strict=True)).statistic for pairs in whole.values()]
    total = sum(map(len, whole.values()))
    return [
        f"Survivor has the audience of each episode: {total} episodes of {len(whole)} seasons.",
        f"The rank correlation of votes with it is {across.statistic:.2f} over the medians of seasons,",
        f"and {median(within):.2f} within a season (median). Votes of seasons twenty years apart show how the",
        "site grew, not how many watched: `votes-1` compares neighbors, and votes of many years are no audience.",
    ]


def _agree(places: Sequence[Place], first: Place | None, second: Place | None) -> bool:
    if first is None or second is None:
        return first is second
    return abs(places.index(first) - places.index(second)) <= NEAR


def _at(result: Analysis) -> Place | None:
    return None if result.point is None else result.point.place


def _place(place: Place | None) -> str:
    return "none" if place is None else f"S{place.season}E{place.episode}"


def _point(point: DropPoint | None) -> str:
    if point is None:
        return "none"
    return f"{_place(point.place)} ({_place(point.earliest)} to {_place(point.latest)})"


def _draw(shows: Mapping[str, Show], path: Path) -> None:
    lines, markers = [], []
    for name in SHOWN:
        result = by_votes(shows[name])
        points = tuple(
            Point(index, 100 * entry.retention, 100 * (entry.low or 0), 100 * (entry.high or 0))
            for index, entry in enumerate(result.curve, 1)
        )
        lines.append(Series(name, points))
        if result.point is not None:
            index = next(index for index, entry in enumerate(result.curve, 1) if entry.place == result.point.place)
            markers.append(Marker(index, f"{name} {_place(result.point.place)}"))
    chart = LineChart(
        Caption(
            "Retention by votes", "Share of the level at the beginning, 95 % intervals", source="IMDb, 2017 to 2019"
        ),
        tuple(lines),
        horizontal=Axis("Episode", "in order"),
        vertical=Axis("Retention", "%", lowest=0),
        markers=tuple(markers),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(draw(chart, Look("svg", "auto", 800, 400)))
