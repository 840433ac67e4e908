"""Ranked lists: read page by page, refused when a page is missing, replaced as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ingestion.domain.facts import Kind, Source, TitleKey
from ingestion.domain.failures import Cause, SourceFailed

PAGE_SIZE: Final = 20
TOP_SCORE: Final = 10_000
CAPS: Final = frozenset({500, 1000})
"""TMDB lists at most so many pages, however many results it counts."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A title as a list's page shows it."""

    title: TitleKey
    popularity: float | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of an upstream list, with what it says of the whole."""

    number: int
    items: tuple[Listed, ...]
    received: int
    """Entries on the page as sent, before persons and other kinds were left out."""
    total_pages: int
    total_results: int


@dataclass(frozen=True, slots=True)
class RankedItem:
    """A title's place in a list, from 1."""

    title: TitleKey
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class RankedList:
    """A whole list as taken at one time."""

    list_id: str
    kind: Kind
    region: str
    taken_at: datetime
    items: tuple[RankedItem, ...]


def check_page(source: Source, asked: int, page: ListPage, *, page_size: int = PAGE_SIZE) -> None:
    """Raise SourceFailed(TRUNCATED) when a page's numbers do not add up: a short list is worse than none."""
    if page.number != asked:
        raise _truncated(source, f"asked for page {asked}, got page {page.number}")
    pages = -(-page.total_results // page_size)
    capped = page.total_pages in CAPS and page.total_pages < pages
    if not capped and page.total_pages not in (pages, max(1, pages)):
        raise _truncated(source, f"{page.total_results} results do not make {page.total_pages} pages")
    last = page.total_results - page_size * (page.total_pages - 1)
    full = page_size if capped or asked < page.total_pages else last
    if asked <= page.total_pages and page.received != max(0, full):
        raise _truncated(source, f"page {asked} of {page.total_pages} has {page.received} results, not {full}")


def check_whole(source: Source, pages: Sequence[ListPage]) -> None:
    """Raise SourceFailed(TRUNCATED) when the pages of one run do not agree on the whole."""
    totals = {(page.total_pages, page.total_results) for page in pages}
    if len(totals) > 1:
        raise _truncated(source, f"the list changed while it was read: {sorted(totals)}")


def rank(items: Iterable[Listed]) -> tuple[RankedItem, ...]:
    """Give places from 1 in the order of the pages; a title that comes twice keeps its first place.

    The score is 10000 - rank + 1, so that the first film and the first show both have 10000.
    """
    seen: dict[TitleKey, RankedItem] = {}
    for item in items:
        if item.title not in seen:
            place = len(seen) + 1
            seen[item.title] = RankedItem(item.title, place, float(TOP_SCORE - place + 1))
    return tuple(seen.values())


def _truncated(source: Source, detail: str) -> SourceFailed:
    return SourceFailed(source, Cause.TRUNCATED, detail)
