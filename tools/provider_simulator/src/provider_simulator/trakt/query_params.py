"""Common to the Trakt endpoints: find the requested title, read `extended`, respond with JSON, paged or not."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from provider_simulator.responses import Body, Headers, Query, Response, json_response
from provider_simulator.titles.catalog import Catalog, IdName
from provider_simulator.titles.facts import Kind, Show, Title
from provider_simulator.trakt.protocol import paging

T = TypeVar("T")

Handler = Callable[[Catalog, Query], Response | None]

MOST_PER_PAGE = 250


def requested_title(kind: Kind, catalog: Catalog, query: Query) -> Title | None:
    """Return the title of a kind by Trakt number, slug or IMDb id, as Trakt takes them; None if Trakt has none."""
    value = query.values["id"]
    names: tuple[IdName, ...] = ("trakt", "slug", "imdb")
    hits = (title for name in names for title in catalog.find(name, value) if title.kind == kind)
    return next((title for title in hits if title.ids.trakt is not None), None)


def requested_show(catalog: Catalog, query: Query) -> Show | None:
    """Return the requested show."""
    result = requested_title("show", catalog, query)
    return result if isinstance(result, Show) else None


def extended(query: Query) -> set[str]:
    """Return the words of the `extended` parameter."""
    return set(query.parameter("extended").split(","))


def full(query: Query) -> bool:
    """Return whether full objects are requested."""
    return "full" in extended(query)


def paged(items: Sequence[T], query: Query, entry: Callable[[T], Body], extra: Headers = ()) -> Response:
    """Return one page of a list, each item made by `entry` when it is shown, with the X-Pagination headers."""
    page = _positive(query.parameter("page"), 1)
    limit = min(_positive(query.parameter("limit"), 10), MOST_PER_PAGE)
    total = len(items)
    shown = [entry(item) for item in items[(page - 1) * limit : page * limit]]
    return json_response(
        shown, cache_control=b"public, max-age=600, s-maxage=3600", extra=paging(page, limit, total) + extra
    )


def as_json(content: object, seconds: int) -> Response:
    """Return the content as JSON that may be kept for that many seconds."""
    return json_response(content, cache_control=f"public, max-age={seconds}".encode(), tagged=True)


def _positive(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 10_000_000 else default
