"""The release dates of a movie in all regions as one value, of which a request reads one region.

Eight bytes per region, in the order of regions: two letters, then the theatrical and the digital day as ordinals of
three bytes; 0 means unknown.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from catalog.domain.release import RegionDates

SIZE: Final = 8
_LETTERS: Final = 2
_UNKNOWN: Final = bytes(3)

Dates = tuple[date | None, date | None, str | None]
"""The theatrical and the digital day, and the region of both."""
NO_DATES: Final[Dates] = (None, None, None)


def pack(releases: Iterable[RegionDates]) -> bytes:
    """Return the dates of all regions; the last of a region counts. Requests can only name regions of two letters."""
    by_region = {dates.region: dates for dates in releases if len(dates.region) == _LETTERS and dates.region.isascii()}
    return b"".join(
        region.encode() + _packed(dates.theatrical) + _packed(dates.digital)
        for region, dates in sorted(by_region.items())
    )


@lru_cache(maxsize=8192)
def dates_in(packed: bytes | None, regions: tuple[str, ...]) -> Dates:
    """Return the dates in the first of `regions` that has any; of a fallback region only the theatrical date."""
    if not packed:
        return NO_DATES
    for place, region in enumerate(regions):
        at = _position(packed, region)
        if at < 0:
            continue
        theatrical, digital = _day(packed[at + 2 : at + 5]), _day(packed[at + 5 : at + 8])
        if place == 0:
            return theatrical, digital, region
        if theatrical is not None:
            return theatrical, None, region
    return NO_DATES


def _position(packed: bytes, region: str) -> int:
    letters = region.encode()
    at = packed.find(letters)
    while at % SIZE and at > 0:
        at = packed.find(letters, at + 1)
    return at


def _packed(day: date | None) -> bytes:
    return _UNKNOWN if day is None else day.toordinal().to_bytes(3, "big")


@lru_cache(maxsize=4096)
def _day(packed: bytes) -> date | None:
    return None if packed == _UNKNOWN else date.fromordinal(int.from_bytes(packed, "big"))
