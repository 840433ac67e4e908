"""What the release dates of a title mean on a given day. The dates of a movie are those of one region."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

ReleaseStatus = Literal["upcoming", "in_theaters", "new_on_streaming", "streaming"]

NEW_DAYS: Final = {"movie": 60, "show": 30}
CLASSIC_YEARS: Final = 10
CLASSIC_SCORE: Final = 80.0
CLASSIC_WATCHERS: Final = 10_000
NEW_RELEASE_DAYS: Final = 14
UNFINISHED: Final = frozenset({"Rumored", "Planned", "In Production", "Post Production"})
"""Statuses, as TMDB spells them, of movies that are still being made."""
THEATRICAL_RUN_DAYS: Final = 120
"""How long a movie can be in theaters. Hardly any run is longer; later re-releases are not distinguished."""


@dataclass(frozen=True, slots=True)
class RegionDates:
    """When a movie is released in the theaters of a region and at its digital services; null when unknown."""

    region: str
    theatrical: date | None = None
    digital: date | None = None


def region_dates(releases: Iterable[tuple[str, str, date]]) -> tuple[RegionDates, ...]:
    """Return the dates per region of releases (region, type, day).

    Theatrical is the first release of that type, or the first limited one where a region has no other. Premieres,
    discs and television do not count, and a region that has only those has no dates.
    """
    firsts: dict[tuple[str, str], date] = {}
    for region, kind, day in releases:
        firsts[region, kind] = min(day, firsts.get((region, kind), day))
    regions = sorted({region for region, _ in firsts})
    dates = (
        RegionDates(
            region,
            firsts.get((region, "theatrical"), firsts.get((region, "limited"))),
            firsts.get((region, "digital")),
        )
        for region in regions
    )
    return tuple(region for region in dates if region.theatrical is not None or region.digital is not None)


def is_new(kind: str, released: date | None, today: date) -> bool:
    """Return whether a title is new in lists: released within 60 days (a show: 30), or not yet."""
    return released is not None and released >= _new_since(kind, today)


def is_classic(released: date | None, ratingo: float | None, watchers: int | None, today: date) -> bool:
    """Return whether a title is a classic: ten years old, or with a score of 80 or more and over 10,000 watchers."""
    if released is None:
        return False
    popular = (ratingo or 0) >= CLASSIC_SCORE and (watchers or 0) > CLASSIC_WATCHERS
    return popular or released <= years_before(today, CLASSIC_YEARS)


def is_new_release(today: date, *dates: date | None) -> bool:
    """Return whether the latest past date is within the last 14 days."""
    passed = [day for day in dates if day is not None and day <= today]
    return bool(passed) and (today - max(passed)).days <= NEW_RELEASE_DAYS


def release_status(
    released: date | None,
    theatrical: date | None,
    digital: date | None,
    today: date,
    *,
    offered: bool = False,
    production: str | None = None,
) -> ReleaseStatus:
    """Return where a movie can be seen in a region, by its dates there and by whether a service there offers it.

    A movie leaves the theaters when it is available digitally, or after the longest usual run. `streaming` is every
    movie past its theatrical run, and a movie without any date unless `production` shows that it is unfinished.
    """
    first = theatrical or digital or released
    if (first is None and production in UNFINISHED) or (first is not None and first > today):
        return "upcoming"
    if digital is not None and digital <= today:
        return "new_on_streaming" if (today - digital).days <= NEW_RELEASE_DAYS else "streaming"
    if first is None or offered or (today - first).days > THEATRICAL_RUN_DAYS:
        return "streaming"
    return "in_theaters"


@lru_cache(maxsize=16)
def _new_since(kind: str, today: date) -> date:
    return today - timedelta(days=NEW_DAYS[kind])


@lru_cache(maxsize=16)
def years_before(day: date, years: int) -> date:
    """Return the same day `years` years earlier; of a leap day the 28th of February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
