"""Feeds of Letterboxd members: RSS 2.0 with the movies that they have logged. https://letterboxd.com/about/faq/

The feed of the member `top-<n>` has popular movies. An edit of another member's feed creates it from
`{"movies": [{"tmdbId": 603, "name": "The Matrix", "year": 1999}]}`.
"""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.lists.selection import listed
from provider_simulator.provider import Provider
from provider_simulator.responses import Query, Response, raw_response
from provider_simulator.routing import Router
from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.facts import Movie

_XML = b"application/rss+xml;charset=UTF-8"
_MOST = 50


def response(catalog: Catalog, query: Query) -> Response | None:
    """Return the feed of a member, or None when there is none."""
    titles = listed(catalog, query.values.get("member", ""))
    if titles is None:
        return None
    movies = [title for title in titles if isinstance(title, Movie)]
    return _feed(query, ((movie.ids.tmdb, movie.title, movie.first_day.year) for movie in movies[:_MOST]))


def _feed(query: Query, movies: Iterable[tuple[object, object, object]]) -> Response:
    member = escape(query.values.get("member", ""))
    entries = "".join(
        f"<item><title>{escape(str(name))}, {year}</title>"
        f"<letterboxd:filmTitle>{escape(str(name))}</letterboxd:filmTitle>"
        f"<letterboxd:filmYear>{year}</letterboxd:filmYear><tmdb:movieId>{number}</tmdb:movieId></item>"
        for number, name, year in movies
    )
    text = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:letterboxd="https://letterboxd.com"'
        ' xmlns:tmdb="https://themoviedb.org"><channel>'
        f"<title>Letterboxd - {member}</title>{entries}</channel></rss>"
    )
    return raw_response(text.encode(), content_type=_XML)


def _edited(query: Query, content: object) -> Response:
    movies = content.get("movies", []) if isinstance(content, dict) else []
    return _feed(query, [(movie["tmdbId"], movie["name"], movie["year"]) for movie in movies])


def failure(status: int) -> Response:
    """Return a page of HTML with that status."""
    return raw_response(
        b"<!DOCTYPE html><html><body>Letterboxd</body></html>", status=status, content_type=b"text/html"
    )


def _credential(_headers: Mapping[bytes, bytes], _parameters: Mapping[str, str]) -> str | None:
    return "everyone"


def _over_budget(_standing: Standing) -> Response:
    return raw_response(b"", status=429, content_type=b"text/html", extra=((b"retry-after", b"60"),))


PROVIDER = Provider(
    name="letterboxd",
    mount="/letterboxd",
    router=Router(("/{member}/rss",)),
    budget=Budget(requests=100, seconds=60, fixed=True),
    secrets=frozenset(),
    credential=_credential,
    refusal=failure(403),
    not_found=lambda _query: failure(404),
    failure=failure,
    over_budget=_over_budget,
    content=_edited,
)
