"""Pages of a list, and the checks that reject a list with missing pages.

TMDB caches each page apart, so the pages of one list can disagree slightly: a total that moved by a few, a page that
lacks one entry, a title on two pages. Such a list is accepted and the disagreement is reported. Beyond
`TOLERATED_SHARE` of a page, or `TOLERATED_DRIFT` of the whole, the list is rejected and the last one stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.titles.facts import Source, TitleKey

PAGE_SIZE: Final = 20


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


def check_page(source: Source, requested: int, page: ListPage, *, page_size: int = PAGE_SIZE) -> tuple[str, ...]:
    """Return what of a page's numbers does not add up, though the page can be used.

    Raise SourceFailed(TRUNCATED) when the page is another one, or lacks too much: a short list is worse than none.
    """
    if page.number != requested:
        raise _truncated(source, f"requested page {requested}, received page {page.number}")
    problems: list[str] = []
    pages = -(-page.total_results // page_size)
    capped = page.total_pages in CAPS and page.total_pages < pages
    if not capped and page.total_pages not in (pages, max(1, pages)):
        text = f"{page.total_results} results do not make {page.total_pages} pages"
        if abs(page.total_pages - pages) > 1:
            raise _truncated(source, text)
        problems.append(text)
    full = _entries(requested, page, page_size)
    if requested <= page.total_pages and page.received != full:
        text = f"page {requested} of {page.total_pages} has {page.received} entries, not {full}"
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
