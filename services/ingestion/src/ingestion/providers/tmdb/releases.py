"""Releases of movies in TMDB: per region and type, and the dates of the installation's own region."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from ingestion.domain.titles.facts import Release, ReleaseType
from ingestion.providers.tmdb.models import ReleaseDates

TYPES: Final[Mapping[int, ReleaseType]] = {
    1: "premiere",
    2: "limited",
    3: "theatrical",
    4: "digital",
    5: "physical",
    6: "tv",
}
IN_THEATERS: Final[tuple[ReleaseType, ...]] = ("theatrical", "limited")
"""A region without a theatrical release counts from its limited one; a premiere is not open to the public."""


def releases(release_dates: ReleaseDates | None) -> tuple[Release, ...] | None:
    """Return every dated release of a known type, by region and day; null when there is no list of them."""
    if release_dates is None or release_dates.results is None:
        return None
    dated: set[Release] = set()
    for country in release_dates.results:
        for release in (country.release_dates or ()) if country else ():
            day = _day(release.release_date) if release else None
            if country and release and day is not None and release.type in TYPES:
                dated.add(Release(country.iso_3166_1, day, TYPES[release.type], release.note, release.certification))
    return tuple(sorted(dated, key=lambda release: (release.region, release.day, release.type, release.note or "")))


def home_dates(released: Iterable[Release], regions: Sequence[str]) -> tuple[date | None, date | None]:
    """Return theatrical and digital date of the first of `regions` in which the movie has either.

    Both are of one region: no region's date stands in for another's.
    """
    by_region: dict[str, list[Release]] = {}
    for release in released:
        by_region.setdefault(release.region, []).append(release)
    for region in regions:
        theatrical = next(filter(None, (first(by_region.get(region, ()), kind) for kind in IN_THEATERS)), None)
        digital = first(by_region.get(region, ()), "digital")
        if theatrical is not None or digital is not None:
            return theatrical, digital
    return None, None


def first(released: Iterable[Release], kind: ReleaseType) -> date | None:
    """Return the day of the first release of a type, or null."""
    return min((release.day for release in released if release.type == kind), default=None)


def _day(text: str | None) -> date | None:
    """Return the day of an instant such as `2026-11-18T00:00:00.000Z`: the day is local to the region."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
