"""TMDB's endpoints over a catalog: one entry per template."""

from collections.abc import Callable, Iterable
from functools import partial

from provider_simulator.lists.tmdb import details as list_details
from provider_simulator.responses import Body, Query, Response, json_response
from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.episodes import Episode, season_episodes, season_unique
from provider_simulator.titles.facts import Season, Show, Title
from provider_simulator.tmdb import append_to_response, lists, reference, titles
from provider_simulator.tmdb.protocol import (
    APPEND_ERROR,
    EPISODE,
    EPISODE_PARTS,
    JSON,
    MOVIE_PARTS,
    SEASON,
    SEASON_PARTS,
    SHOW_PARTS,
    cache_control,
    error,
)

Handler = Callable[[Catalog, Query], Body | Response | None]

MOST_APPENDED = 20


def response(catalog: Catalog, query: Query) -> Response | None:
    """Return TMDB's response from the catalog, or None when it has no such title or endpoint."""
    handler = ENDPOINTS.get(query.template)
    body = handler(catalog, query) if handler else None
    if body is None or isinstance(body, Response):
        return body
    return json_response(body, content_type=JSON, cache_control=cache_control(query.template), tagged=True)


def _movie(catalog: Catalog, query: Query) -> Body | Response | None:
    movie = catalog.movie(query.number("id") or 0)
    if movie is None:
        return None
    body = titles.movie(movie, catalog.today, query.parameter("language"))
    return _with_appended(body, query, lambda name: append_to_response.movie_part(movie, name, catalog.today))


def _show(catalog: Catalog, query: Query) -> Body | Response | None:
    show = catalog.show(query.number("id") or 0)
    if show is None:
        return None
    body = titles.tv(show, catalog.today, query.parameter("language"))

    def appended(name: str) -> Body | None:
        if name.startswith("season/") and name[7:].isdigit():
            season = _season_of(show, int(name[7:]))
            return titles.tv_season(show, season, catalog.today, query.parameter("language")) if season else None
        return append_to_response.show_part(show, name, catalog.today)

    return _with_appended(body, query, appended)


def _season(catalog: Catalog, query: Query) -> Body | Response | None:
    result = _requested_season(catalog, query)
    if result is None:
        return None
    show, season = result
    body = titles.tv_season(show, season, catalog.today, query.parameter("language"))
    return _with_appended(body, query, lambda name: append_to_response.season_part(show, season, name, catalog.today))


def _episode(catalog: Catalog, query: Query) -> Body | Response | None:
    result = _requested_episode(catalog, query)
    if result is None:
        return None
    show, episode = result
    body = titles.tv_episode(show, episode, catalog.today)
    return _with_appended(body, query, lambda name: append_to_response.episode_part(show, episode, name, catalog.today))


def _movie_part(name: str, catalog: Catalog, query: Query) -> Body | Response | None:
    movie = catalog.movie(query.number("id") or 0)
    if movie is None:
        return None
    if name == "changes":
        return _changes(catalog, query, movie)
    part = append_to_response.movie_part(movie, name, catalog.today)
    return {"id": movie.ids.tmdb, **part} if part is not None else None


def _show_part(name: str, catalog: Catalog, query: Query) -> Body | Response | None:
    show = catalog.show(query.number("id") or 0)
    if show is None:
        return None
    if name == "changes":
        return _changes(catalog, query, show)
    part = append_to_response.show_part(show, name, catalog.today)
    return {"id": show.ids.tmdb, **part} if part is not None else None


def _season_part(name: str, catalog: Catalog, query: Query) -> Body | None:
    result = _requested_season(catalog, query)
    part = append_to_response.season_part(*result, name, catalog.today) if result else None
    return {"id": season_unique(*result), **part} if result and part is not None else None


def _episode_part(name: str, catalog: Catalog, query: Query) -> Body | None:
    result = _requested_episode(catalog, query)
    part = append_to_response.episode_part(*result, name, catalog.today) if result else None
    return {"id": result[1].unique, **part} if result and part is not None else None


def _changes(catalog: Catalog, query: Query, title: Title) -> Body | Response:
    days = lists.change_days(catalog, query)
    if isinstance(days, Response):
        return days
    return append_to_response.changes(title, [day for day in days if title in catalog.changed(title.kind, day)])


def _with_appended(body: Body, query: Query, part: Callable[[str], Body | None]) -> Body | Response:
    names = [name for name in query.parameter("append_to_response").split(",") if name]
    if len(names) > MOST_APPENDED:
        return error(400, *APPEND_ERROR)
    return body | {name: result for name in names if (result := part(name)) is not None}


def _requested_season(catalog: Catalog, query: Query) -> tuple[Show, Season] | None:
    show, number = catalog.show(query.number("id") or 0), query.number("season")
    season = _season_of(show, number) if show and number is not None else None
    return (show, season) if show and season else None


def _requested_episode(catalog: Catalog, query: Query) -> tuple[Show, Episode] | None:
    result, number = _requested_season(catalog, query), query.number("episode")
    if result is None or number is None:
        return None
    show, season = result
    episodes = season_episodes(show, season)
    return (show, episodes[number - 1]) if 1 <= number <= len(episodes) else None


def _season_of(show: Show, number: int) -> Season | None:
    return next((season for season in show.seasons if season.number == number), None)


def _named(
    template: str, names: Iterable[str], make: Callable[[str, Catalog, Query], Body | Response | None]
) -> dict[str, Handler]:
    return {f"{template}/{name}": partial(make, name) for name in names}


ENDPOINTS: dict[str, Handler] = {
    "/movie/{id}": _movie,
    "/tv/{id}": _show,
    SEASON: _season,
    EPISODE: _episode,
    **_named("/movie/{id}", MOVIE_PARTS, _movie_part),
    **_named("/tv/{id}", SHOW_PARTS, _show_part),
    **_named(SEASON, SEASON_PARTS, _season_part),
    **_named(EPISODE, EPISODE_PARTS, _episode_part),
    "/trending/movie/day": lambda c, q: lists.chart(c, q, "movie", "live", typed=True),
    "/trending/movie/week": lambda c, q: lists.chart(c, q, "movie", "popularity", typed=True),
    "/trending/tv/day": lambda c, q: lists.chart(c, q, "show", "live", typed=True),
    "/trending/tv/week": lambda c, q: lists.chart(c, q, "show", "popularity", typed=True),
    "/trending/all/day": lambda c, q: lists.trending_all(c, q, "live"),
    "/trending/all/week": lambda c, q: lists.trending_all(c, q, "popularity"),
    "/movie/now_playing": lists.now_playing,
    "/movie/upcoming": lists.upcoming_movies,
    "/movie/popular": lambda c, q: lists.chart(c, q, "movie", "popularity"),
    "/tv/popular": lambda c, q: lists.chart(c, q, "show", "popularity"),
    "/tv/airing_today": lambda c, q: lists.airing(c, q, days=1),
    "/tv/on_the_air": lambda c, q: lists.airing(c, q, days=7),
    "/discover/movie": lambda c, q: lists.discover(c, q, "movie"),
    "/discover/tv": lambda c, q: lists.discover(c, q, "show"),
    "/search/multi": lambda c, q: lists.search(c, q, ("movie", "show")),
    "/search/movie": lambda c, q: lists.search(c, q, ("movie",)),
    "/search/tv": lambda c, q: lists.search(c, q, ("show",)),
    "/find/{id}": lists.find,
    "/list/{id}": list_details,
    "/movie/changes": lambda c, q: lists.changed(c, q, "movie"),
    "/tv/changes": lambda c, q: lists.changed(c, q, "show"),
    "/genre/movie/list": lambda _c, q: reference.genre_list(reference.MOVIE_GENRES, q.parameter("language")),
    "/genre/tv/list": lambda _c, q: reference.genre_list(reference.SHOW_GENRES, q.parameter("language")),
    "/configuration": lambda _c, _q: reference.configuration(),
    "/watch/providers/movie": lambda _c, _q: reference.provider_list(),
    "/watch/providers/tv": lambda _c, _q: reference.provider_list(),
}
