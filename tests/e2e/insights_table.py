"""The operations of insights that the Ratingo API does not have. A row states access, success and errors."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from contract_operation import Operation, Shape

_TITLE: Final = {404: "MEDIA_NOT_FOUND"}
_GENRE: Final = {404: "GENRE_NOT_FOUND"}
_PROVIDER: Final = {404: "PROVIDER_NOT_FOUND"}
_LIST: Final = {404: "LIST_NOT_FOUND"}


def _get(
    path: str, query: str = "", errors: Mapping[int, str] | None = None, *, of: str = "", shape: Shape = "object"
) -> Operation:
    return Operation(
        "GET", f"/insights/{path}", "none", shape=shape, query=query, errors=errors or {}, members=frozenset(of.split())
    )


def _charts(path: str, query: str = "", errors: Mapping[int, str] | None = None) -> Iterator[Operation]:
    """Yield the pictures of a route, which have the same errors."""
    for form in ("svg", "png"):
        yield Operation("GET", f"/insights/{path}/chart.{form}", "none", shape="text", query=query, errors=errors or {})


INSIGHTS_OPERATIONS: Final[Sequence[Operation]] = (
    *_charts("movements"),
    _get("movers", of="method signal window asOf reason risers fallers"),
    _get("badges", "ids={movieId},{showId}", of="badges"),
    _get("titles/{movieId}/history", "days=3", _TITLE, of="mediaItemId from to days"),
    _get("titles/{movieId}/series", "signal=popularity", _TITLE, of="signal source region unit interval from to title"),
    *_charts("titles/{movieId}/series", errors=_TITLE),
    Operation("GET", "/insights/titles/{movieId}/series/sparkline.svg", "none", shape="text", errors=_TITLE),
    _get("titles/{listedId}/lists", errors=_TITLE, shape="array"),
    _get("titles/{movieId}/retention", errors=_TITLE, of="mediaItemId title video reason version users parts"),
    *_charts("titles/{movieId}/retention", errors=_TITLE),
    _get("compare", "ids={movieId},{showId}", _TITLE, of="signal source unit interval from to index titles"),
    *_charts("compare", "ids={movieId},{showId}", _TITLE),
    _get("distributions", "by=genre"),
    *_charts("distributions", "by=genre"),
    _get("genres/{genreNumber}/series", errors=_GENRE),
    *_charts("genres/{genreNumber}/series", errors=_GENRE),
    _get("providers/{providerNumber}/series", "region=US", _PROVIDER),
    *_charts("providers/{providerNumber}/series", "region=US", _PROVIDER),
    _get("lists", shape="array"),
    _get("lists/{listId}/history", errors=_LIST),
    *_charts("lists/{listId}", errors=_LIST),
    _get("years/{year}"),
)  # fmt: skip
