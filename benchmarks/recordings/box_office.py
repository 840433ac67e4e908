"""The rank correlation of popularity with the revenue of the first week in the US box office."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import numpy as np
from benchmarks.recordings.movements import changed
from benchmarks.recordings.titles import Recording, Release, box_office, load, plain
from scipy.stats import bootstrap, spearmanr

SEED: Final = 1
LATEST: Final = timedelta(days=60)
WEEK: Final = timedelta(days=7)


def pairs(data: Path) -> list[tuple[Release, Recording]]:
    """Return the releases of movies whose recording began within 60 days of the release, or before it."""
    movies = [title for title in load(data / "datasets") if title.kind == "movie"]
    named = {(plain(title.name), title.year): title for title in movies}
    pairs_of_release = []
    for release in box_office(data / "datasets"):
        for year in (release.first.year, release.first.year - 1):
            title = named.get((plain(release.title), year))
            if title and title.days[0] - LATEST <= release.first <= title.days[-1]:
                pairs_of_release.append((release, title))
                break
    return pairs_of_release


def section(data: Path, images: Path) -> str:
    """Return the section of the page; it has no chart, so `images` stays as it is."""
    del images
    releases = pairs(data)
    moved = sum(changed(title, release.first + WEEK) is not None for release, title in releases)
    levels = [(float(np.median(title.popularity[:7])), release.opening) for release, title in releases]
    return f"""## Box office

The recording got its movies after their release: of {len(releases)} movies with a US release whose daily values begin
within 60 days of it, {moved} have the history before the release that a movement in the release week needs. So the rank
correlation of that movement with the opening revenue **cannot be measured** on this data. Beside it stands what can:
the median popularity of the first 7 recorded days with the gross of the first 7 days in the US box office.

| measure | movies | Spearman's rank correlation | 95 % interval | p |
|---|---|---|---|---|
| popularity of the first recorded week | {len(levels)} | {_correlation(levels)} |

The interval is a bootstrap over movies (BCa, 9,999 samples); p is of the hypothesis that there is no correlation.
"""


def _correlation(points: list[tuple[float, float]]) -> str:
    if len(points) < 5:
        return "- | too few movies | -"
    popularity, gross = np.array(points).T
    result = spearmanr(popularity, gross)
    interval = bootstrap(
        (popularity, gross),
        lambda x, y: spearmanr(x, y).statistic,
        paired=True,
        vectorized=False,
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return f"{result.statistic:.2f} | {interval.low:.2f} to {interval.high:.2f} | {result.pvalue:.3g}"
