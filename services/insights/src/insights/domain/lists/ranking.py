"""A ranked list as it was on a day: the newest version of the day counts, and a title that left it has no rank."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

TRENDING: Final = "trending.{kind}.day"
"""The list whose ranks are the signal `rank` of a title of a kind."""


@dataclass(frozen=True, slots=True)
class ListDay:
    """A list on a UTC day; `titles` by rank, from 1."""

    list_id: str
    day: date
    version: int
    kind: str
    region: str
    taken_at: datetime
    titles: Mapping[int, UUID]


def newest_of_days(lists: Iterable[ListDay]) -> list[ListDay]:
    """Return the newest version per list and day, in the order of list and day."""
    newest: dict[tuple[str, date], ListDay] = {}
    for ranked in lists:
        key = (ranked.list_id, ranked.day)
        if key not in newest or ranked.version > newest[key].version:
            newest[key] = ranked
    return [newest[key] for key in sorted(newest)]
