"""Lists of Trakt. https://docs.trakt.tv/ (Users: List, List Items, Watchlist; Lists)

The lists of the user `private` demand the authorization of the user.
"""

from provider_simulator.lists.selection import listed
from provider_simulator.responses import Body, Query, Response, raw_response
from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.facts import Title
from provider_simulator.trakt import objects
from provider_simulator.trakt.query_params import Handler, as_json, full, paged

LISTED_AT = "2026-01-01T00:00:00.000Z"


def summary(catalog: Catalog, query: Query) -> Response | None:
    """Return what Trakt states of a list."""
    if (refused := _refused(query)) is not None:
        return refused
    titles = listed(catalog, query.values["list"])
    if titles is None:
        return None
    name = query.values["list"].replace("-", " ").title()
    return as_json({"name": name, "privacy": "public", "type": "personal", "item_count": len(titles)}, 60)


def items(catalog: Catalog, query: Query) -> Response | None:
    """Return a page of the items of a list, or of a watchlist, which has the ten most popular titles."""
    if (refused := _refused(query)) is not None:
        return refused
    titles = listed(catalog, query.values.get("list", "top-10"))
    if titles is None:
        return None
    ranked = list(enumerate(titles, start=1))

    def entry(ranked_title: tuple[int, Title]) -> Body:
        rank, title = ranked_title
        shown = objects.title(title, catalog.today, full=full(query))
        return {"rank": rank, "id": rank, "listed_at": LISTED_AT, "notes": None, "type": title.kind, title.kind: shown}

    return paged(ranked, query, entry)


def _refused(query: Query) -> Response | None:
    return raw_response(b"", status=401, content_type=b"text/html") if query.values.get("user") == "private" else None


ENDPOINTS: dict[str, Handler] = {
    "/users/{user}/lists/{list}": summary,
    "/users/{user}/lists/{list}/items": items,
    "/users/{user}/watchlist": items,
    "/lists/{list}": summary,
    "/lists/{list}/items": items,
}
