"""Ranks of a list, which is replaced as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ingestion.domain.lists.pages import Listed
from ingestion.domain.titles.facts import Kind, TitleKey

TOP_SCORE: Final = 10_000


@dataclass(frozen=True, slots=True)
class RankedItem:
    """A title's place in a list, from 1."""

    title: TitleKey
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class RankedList:
    """A whole list as taken at one time; `degraded` names what its pages disagreed on."""

    list_id: str
    kind: Kind
    region: str
    taken_at: datetime
    items: tuple[RankedItem, ...]
    degraded: tuple[str, ...] = ()


def duplicates(items: Iterable[Listed]) -> tuple[str, ...]:
    """Return a note of how many entries repeat a title of an earlier place."""
    titles = [item.title for item in items]
    repeated = len(titles) - len(set(titles))
    return (f"{repeated} entries repeat an earlier one",) if repeated else ()


def rank(items: Iterable[Listed]) -> tuple[RankedItem, ...]:
    """Return places from 1 in the order of the pages; a title that comes twice keeps its first place.

    The score is 10000 - rank + 1, so that the first movie and the first show both have 10000.
    """
    seen: dict[TitleKey, RankedItem] = {}
    for item in items:
        if item.title not in seen:
            place = len(seen) + 1
            seen[item.title] = RankedItem(item.title, place, float(TOP_SCORE - place + 1))
    return tuple(seen.values())
