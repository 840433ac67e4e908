"""Trakt's endpoints of seasons and episodes over a catalog."""

from datetime import date

from provider_simulator.responses import Query, Response
from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.episodes import Episode, season_episodes
from provider_simulator.titles.facts import Season, Show
from provider_simulator.trakt import objects, signals
from provider_simulator.trakt.query_params import Handler, as_json, extended, full, requested_show

_SHOW = "/shows/{id}"
_EPISODE = f"{_SHOW}/seasons/{{season}}/episodes/{{episode}}"


def _seasons(catalog: Catalog, query: Query) -> Response | None:
    show = requested_show(catalog, query)
    if show is None:
        return None
    target = {"full": full(query), "episodes": "episodes" in extended(query)}
    return as_json([objects.season(show, season, catalog.today, **target) for season in show.seasons], 3600)


def _season_listing(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_season(catalog, query)
    if result is None:
        # Recorded: Trakt responses an unknown season of a known show with an empty list.
        return as_json([], 3600) if requested_show(catalog, query) else None
    show, season = result
    listed = season_episodes(show, season)
    return as_json([objects.episode(show, e, catalog.today, full=full(query)) for e in listed], 3600)


def _season_info(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_season(catalog, query)
    return as_json(objects.season(*result, catalog.today, full=full(query), episodes=False), 3600) if result else None


def _season_ratings(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_season(catalog, query)
    if result is None:
        return None
    body = objects.season(*result, catalog.today, full=True, episodes=False)
    rating, votes = body["rating"], body["votes"]
    return as_json(signals.ratings(float(str(rating)), int(str(votes))), 600)


def _season_stats(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_season(catalog, query)
    if result is None:
        return None
    show, season = result
    first = signals.episode_stats(show, season_episodes(show, season)[0], catalog.today)
    return as_json(first | {"collected_episodes": first["collectors"]}, 600)


def _season_watching(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_season(catalog, query)
    if result is None:
        return None
    show, season = result
    return as_json(signals.watching(_live_part(show, catalog.today) // (1 + season.number)), 60)


def _episode(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_episode(catalog, query)
    return as_json(objects.episode(*result, catalog.today, full=full(query)), 3600) if result else None


def _episode_ratings(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_episode(catalog, query)
    if result is None:
        return None
    out = result[1].air_date <= catalog.today
    return as_json(signals.ratings(result[1].rating if out else 0.0, result[1].votes if out else 0), 600)


def _episode_stats(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_episode(catalog, query)
    return as_json(signals.episode_stats(*result, catalog.today), 600) if result else None


def _episode_watching(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_episode(catalog, query)
    return as_json(signals.watching(_live_part(result[0], catalog.today) // 20), 60) if result else None


def _live_part(show: Show, today: date) -> int:
    return show.audience.on(today).live_watchers


def _requested_season(catalog: Catalog, query: Query) -> tuple[Show, Season] | None:
    show, number = requested_show(catalog, query), query.number("season")
    if show is None or number is None:
        return None
    season = next((s for s in show.seasons if s.number == number), None)
    return (show, season) if season else None


def _requested_episode(catalog: Catalog, query: Query) -> tuple[Show, Episode] | None:
    result, number = _requested_season(catalog, query), query.number("episode")
    if result is None or number is None:
        return None
    episodes = season_episodes(*result)
    return (result[0], episodes[number - 1]) if 1 <= number <= len(episodes) else None


ENDPOINTS: dict[str, Handler] = {
    f"{_SHOW}/seasons": _seasons,
    f"{_SHOW}/seasons/{{season}}": _season_listing,
    f"{_SHOW}/seasons/{{season}}/info": _season_info,
    f"{_SHOW}/seasons/{{season}}/ratings": _season_ratings,
    f"{_SHOW}/seasons/{{season}}/stats": _season_stats,
    f"{_SHOW}/seasons/{{season}}/watching": _season_watching,
    _EPISODE: _episode,
    f"{_EPISODE}/ratings": _episode_ratings,
    f"{_EPISODE}/stats": _episode_stats,
    f"{_EPISODE}/watching": _episode_watching,
}
