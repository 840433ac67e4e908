"""Ranked lists: read page by page, refused when a page is missing, replaced as a whole.

TMDB caches each page apart, so the pages of one list can disagree slightly: a total that moved by a few, a page that
lacks one entry, a title on two pages. Such a list is taken and the disagreement is reported. Beyond `TOLERATED_SHARE`
of a page, or `TOLERATED_DRIFT` of the whole, the list is broken and the last one stays.
"""

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
TOLERATED_SHARE: Final = 0.25
"""The share of a page that may be missing or surplus: up to 5 of 20 entries."""
TOLERATED_DRIFT: Final = 0.1
"""The share of the whole by which totals may differ (at least 20) and entries may be missing (at least 5)."""


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
    """A whole list as taken at one time; `degraded` names what its pages disagreed on."""

    list_id: str
    kind: Kind
    region: str
    taken_at: datetime
    items: tuple[RankedItem, ...]
    degraded: tuple[str, ...] = ()


def check_page(source: Source, asked: int, page: ListPage, *, page_size: int = PAGE_SIZE) -> tuple[str, ...]:
    """Return what of a page's numbers does not add up, though the page can be used.

    Raise SourceFailed(TRUNCATED) when the page is another one, or lacks too much: a short list is worse than none.
    """
    if page.number != asked:
        raise _truncated(source, f"requested page {asked}, received page {page.number}")
    problems: list[str] = []
    pages = -(-page.total_results // page_size)
    capped = page.total_pages in CAPS and page.total_pages < pages
    if not capped and page.total_pages not in (pages, max(1, pages)):
        text = f"{page.total_results} results do not make {page.total_pages} pages"
        if abs(page.total_pages - pages) > 1:
            raise _truncated(source, text)
        problems.append(text)
    full = _entries(asked, page, page_size)
    if asked <= page.total_pages and page.received != full:
        text = f"page {asked} of {page.total_pages} has {page.received} entries, not {full}"
        if abs(page.received - full) > round(page_size * TOLERATED_SHARE):
            raise _truncated(source, text)
        problems.append(text)
    return tuple(problems)


def check_whole(source: Source, pages: Sequence[ListPage]) -> tuple[str, ...]:
    """Return in what the pages of one list disagree on the whole; raise SourceFailed(TRUNCATED) for too much of it."""
    results = [page.total_results for page in pages]
    most = max(results, default=0)
    missing = sum(max(0, _entries(page.number, page, PAGE_SIZE) - page.received) for page in pages)
    if missing > max(PAGE_SIZE * TOLERATED_SHARE, TOLERATED_DRIFT * most):
        raise _truncated(source, f"the pages lack {missing} of the entries that they state")
    totals = {(page.total_pages, page.total_results) for page in pages}
    if len(totals) <= 1:
        return ()
    text = f"the list changed while it was read: (pages, results) are {sorted(totals)}"
    if most - min(results) > max(PAGE_SIZE, TOLERATED_DRIFT * most):
        raise _truncated(source, text)
    return (text,)


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


def _entries(number: int, page: ListPage, page_size: int) -> int:
    """Return how many entries a page should have by its own totals."""
    pages = -(-page.total_results // page_size)
    capped = page.total_pages in CAPS and page.total_pages < pages
    if capped or number < page.total_pages:
        return page_size
    if number > page.total_pages:
        return 0
    return min(page_size, max(0, page.total_results - page_size * (page.total_pages - 1)))


def _truncated(source: Source, detail: str) -> SourceFailed:
    return SourceFailed(source, Cause.TRUNCATED, detail)
