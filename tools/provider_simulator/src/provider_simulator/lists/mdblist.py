"""Lists of MDBList. https://mdblist.docs.apiary.io/

The budget is that of a free key. The numbers of items are those of TMDB.
"""

from collections.abc import Mapping

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.lists.selection import listed
from provider_simulator.provider import Provider
from provider_simulator.responses import Body, Query, Response, json_response
from provider_simulator.routing import Router
from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.facts import Kind, Title

_LIST = "/lists/{user}/{list}"
_MOST = 1_000


def response(catalog: Catalog, query: Query) -> Response | None:
    """Return MDBList's response from the catalog, or None when there is no such list."""
    titles = listed(catalog, query.values.get("list", ""))
    if titles is None:
        return None
    if query.template == _LIST:
        name = query.values["list"].replace("-", " ").title()
        return json_response([{"id": 1, "name": name, "slug": query.values["list"], "items": len(titles)}])
    offset, limit = _number(query, "offset", 0), min(_number(query, "limit", _MOST), _MOST)
    ranked = list(enumerate(titles, start=1))[offset : offset + limit]
    return json_response({f"{kind}s": _entries(kind, ranked) for kind in ("movie", "show")})


def _entries(kind: Kind | str, ranked: list[tuple[int, Title]]) -> list[Body]:
    return [
        {
            "id": title.ids.tmdb,
            "rank": rank,
            "adult": 0,
            "title": title.title,
            "imdb_id": title.ids.imdb,
            "tvdb_id": None,
            "language": title.language,
            "mediatype": kind,
            "release_year": title.first_day.year,
        }
        for rank, title in ranked
        if title.kind == kind
    ]


def _number(query: Query, name: str, default: int) -> int:
    text = query.parameter(name)
    return int(text) if text.isdecimal() and len(text) < 8 else default


def failure(status: int) -> Response:
    """Return the body of an error."""
    return json_response({"error": "Invalid API key!" if status in (401, 403) else "Error"}, status=status)


def _credential(_headers: Mapping[bytes, bytes], parameters: Mapping[str, str]) -> str | None:
    return parameters.get("apikey") or None


def _over_budget(_standing: Standing) -> Response:
    return json_response({"error": "API limit reached!"}, status=429, extra=((b"retry-after", b"60"),))


PROVIDER = Provider(
    name="mdblist",
    mount="/mdblist",
    router=Router((_LIST, f"{_LIST}/items")),
    budget=Budget(requests=1_000, seconds=86_400, fixed=True),
    secrets=frozenset({"apikey"}),
    credential=_credential,
    refusal=failure(403),
    not_found=lambda _query: failure(404),
    failure=failure,
    over_budget=_over_budget,
    content=lambda _query, content: json_response(content),
)
