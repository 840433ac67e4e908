"""Lists of TMDB: `/list/<n>` has the n most popular titles. https://developer.themoviedb.org/reference/list-details

The list 39 is private.
"""

from provider_simulator.lists.selection import listed
from provider_simulator.responses import Body, Query, Response
from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.facts import Movie, Title
from provider_simulator.tmdb.protocol import error

PAGE_SIZE = 20
PRIVATE = 39


def details(catalog: Catalog, query: Query) -> Body | Response | None:
    """Return a page of a list."""
    number = query.number("id") or 0
    if number == PRIVATE:
        return error(401, 39, "This resource is private.")
    titles = listed(catalog, f"top-{number}")
    if titles is None:
        return None
    page = max(1, int(query.parameter("page"))) if query.parameter("page").isdecimal() else 1
    shown = titles[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return {
        "created_by": "jane",
        "description": "",
        "id": number,
        "iso_639_1": "en",
        "name": f"Top {number}",
        "item_count": len(titles),
        "page": page,
        "total_pages": -(-len(titles) // PAGE_SIZE),
        "total_results": len(titles),
        "items": [_entry(title) for title in shown],
    }


def _entry(title: Title) -> Body:
    day = title.first_day.isoformat()
    if isinstance(title, Movie):
        return {"id": title.ids.tmdb, "media_type": "movie", "title": title.title, "release_date": day}
    return {"id": title.ids.tmdb, "media_type": "tv", "name": title.title, "first_air_date": day}
