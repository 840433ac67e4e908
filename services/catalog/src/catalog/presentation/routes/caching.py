"""How responses may be cached: validators, freshness and conditional requests (RFC 9110 section 13, RFC 9111).

Pages of titles are kept with their rendering, and served again while they consist of the same titles: one that was read
is the same object until anything changes that lists show of it (`title_cache`), so that comparing titles costs less
than rendering one. What a user has of a title is never kept.
"""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple

from cachetools import LRUCache
from fastapi import Request, Response

from catalog.application.change_keys import KEYS
from catalog.application.read_models import LookupResult, TitlePage
from catalog.presentation.routes.localization import ANY_LANGUAGE, Languages, content_language
from chassis.http.follow_up.preconditions import is_current

PUBLIC: Final = "public, max-age=30"
AT_THE_GATEWAY: Final = "max-age=60, stale-while-revalidate=30, stale-if-error=600"
"""The gateway learns of changes. What changes by time alone, such as a status, may be as old as this."""
TAG_CHARACTERS: Final = 24
PRIVATE: Final = "private, no-cache"
JSON: Final = "application/json"
MOST_BYTES: Final = 32_000_000
"""About how much memory the pages take."""
_FIXED_BYTES: Final = 3_000

Body = Callable[[], tuple[bytes, bytes | None]]
"""Renders a body and what identifies it, which is null if only the body does."""
_Key = tuple[str, bytes, tuple[str, ...], date]


class Rendering:
    """A body with its weak validator and the languages of its texts, from which responses to several requests are made.

    The validator is a digest of `identity`, whatever differs between two bodies, or of the body itself. `key` is what
    the body depends on.
    """

    __slots__ = ("_heads", "_key", "_media_type", "_tag", "body", "served")

    def __init__(
        self,
        body: bytes,
        identity: bytes | None = None,
        served: tuple[str, ...] = (),
        media_type: str = JSON,
        *,
        key: str = KEYS.titles,
    ) -> None:
        self.body = body
        # Processors have instructions for SHA-256, which make it twice as fast as BLAKE2.
        self._tag = f'W/"{sha256(body if identity is None else identity).hexdigest()[:TAG_CHARACTERS]}"'
        self.served = served
        self._media_type = media_type
        self._key = key
        self._heads: dict[bool, Response] = {}

    def response(self, request: Request, *, private: bool) -> Response:
        """Return the body, or 304 when the client has the same body already.

        A private response may be stored by the client only; every other response may be shared for 30 seconds.
        """
        condition = header(request, b"if-none-match")
        if condition is not None and is_current(condition, self._tag):
            return Response(status_code=304, headers=self._headers(private=private))
        head = self._heads.get(private)
        if head is None:
            head = Response(self.body, media_type=self._media_type, headers=self._headers(private=private))
            self._heads[private] = head
        return _Prepared(head)

    def _headers(self, *, private: bool) -> dict[str, str]:
        return {"ETag": self._tag, **freshness(private=private, key=self._key), **content_language(self.served)}


class _Prepared(Response):
    """A response whose head is made already: to encode it costs as much as to send it."""

    def __init__(self, head: Response) -> None:
        self.status_code = head.status_code
        self.background = None
        self.body = head.body
        self.raw_headers = head.raw_headers.copy()


def cached_response(
    request: Request,
    body: bytes,
    *,
    identity: bytes | None = None,
    private: bool = False,
    languages: Languages = ANY_LANGUAGE,
    media_type: str = JSON,
    key: str = KEYS.titles,
) -> Response:
    """Return the response of a body that is used once, as `Rendering.response` does."""
    return Rendering(body, identity, languages.served, media_type, key=key).response(request, private=private)


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


def header(request: Request, name: bytes) -> str | None:
    """Return a header by its name in lower case; the mapping of the framework takes several times as long."""
    for field, value in request.scope["headers"]:
        if field == name:
            return str(value, "latin-1")
    return None


def redirect_to_slug(request: Request, former: str, current: str) -> Response:
    """Return a permanent redirect (308) from one slug to another on the same path."""
    head, _, rest = request.url.path.rpartition(f"/{former}")
    depth = rest.count("/")
    location = f"{'../' * depth}{current}{rest}" if head else current
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"Location": location + query, **freshness(private=False)})


def freshness(*, private: bool, key: str = KEYS.titles) -> dict[str, str]:
    """Return the headers that state how long a response may be kept, and that it varies by user and language.

    A public response depends on `key`: by default on the titles of the catalog.
    """
    if private:
        return {"Cache-Control": PRIVATE, "Vary": "Authorization, Accept-Language"}
    return {
        "Cache-Control": PUBLIC,
        "Gateway-Cache-Control": AT_THE_GATEWAY,
        "Surrogate-Key": f"{KEYS.everything} {key}",
        "Vary": "Authorization, Accept-Language",
    }
