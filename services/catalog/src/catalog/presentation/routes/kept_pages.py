"""Pages of titles that are kept with their rendering, and served again while they consist of the same titles.

A title that was read is the same object until anything changes that lists show of it (`title_cache`), so that comparing
titles costs less than rendering one. What a user has of a title is never kept.
"""

from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from cachetools import LRUCache
from fastapi import Request, Response

from catalog.application.read_models import LookupResult, TitlePage
from catalog.presentation.routes.caching import Rendering, cached_response
from catalog.presentation.routes.localization import Languages

MOST_BYTES: Final = 32_000_000
"""About how much memory the pages take."""
_FIXED_BYTES: Final = 3_000

Body = Callable[[], tuple[bytes, bytes | None]]
"""Renders a body and what identifies it, which is null if only the body does."""
_Key = tuple[str, bytes, tuple[str, ...], date]


class _Page(NamedTuple):
    serials: list[int]
    more: object
    rendering: Rendering


def _size(page: _Page) -> int:
    return len(page.rendering.body) + _FIXED_BYTES


_pages: Final[LRUCache[_Key, _Page]] = LRUCache(MOST_BYTES, getsizeof=_size)


def page_response(
    request: Request, result: TitlePage | LookupResult, more: object, languages: Languages, body: Body, *, private: bool
) -> Response:
    """Return the response to a request: with the page that is kept if it has the same titles and the same `more`.

    `more` is whatever else the page shows and can change from request to request.
    """
    if result.entries:
        content, identity = body()
        return cached_response(request, content, identity=identity, private=private, languages=languages)
    scope = request.scope
    key = scope["path"], scope["query_string"], languages.preferred, result.as_of.date()
    serials = [title.serial for title in result.titles]
    page = _pages.get(key)
    if page is None or page.serials != serials or page.more != more:
        content, identity = body()
        page = _Page(serials, more, Rendering(content, identity, languages.served))
        if _size(page) <= MOST_BYTES:
            _pages[key] = page
    return page.rendering.response(request, private=private)
