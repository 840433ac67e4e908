"""TVMaze's endpoints over a catalog: one entry per template."""

from collections.abc import Callable
from datetime import date, timedelta

from provider_simulator.responses import Body, Query, Response, json_response
from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.episodes import aired, all_episodes, upcoming
from provider_simulator.titles.facts import Show
from provider_simulator.tvmaze import objects
from provider_simulator.tvmaze.protocol import CACHE, JSON, failure, moved

Handler = Callable[[Catalog, Query], Response | None]

_SINCE_DAYS = {"day": 1, "week": 7, "month": 30}


def response(catalog: Catalog, query: Query) -> Response | None:
    """Return TVMaze's response from the catalog, or None when it has no such show or endpoint."""
    handler = ENDPOINTS.get(query.template)
    return handler(catalog, query) if handler else None


def embeds(query: Query) -> list[str]:
    """Return what the caller wants embedded: `embed=a` or `embed[]=a` (the last one wins when repeated in a query)."""
    return [name for key in ("embed", "embed[]") for name in query.parameter(key).split(",") if name]


def _lookup(catalog: Catalog, query: Query) -> Response | None:
    imdb, tvdb = query.parameter("imdb"), query.parameter("thetvdb")
    titles = catalog.find("imdb", imdb) if imdb else catalog.find("tvdb", tvdb) if tvdb else []
    result = next((title.ids.tvmaze for title in titles if title.ids.tvmaze), None)
    return moved(f"/shows/{result}") if result else None


def _show(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_show(catalog, query)
    return _json(_with_embedded(result, catalog, query)) if result else None


def _episodes(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_show(catalog, query)
    specials = query.parameter("specials") == "1"
    return _json(objects.episodes(result, catalog.today, specials=specials)) if result else None


def _episode_by_number(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_show(catalog, query)
    if result is None:
        return None
    target = (query.parameter("season"), query.parameter("number"))
    match = next((e for e in all_episodes(result) if (str(e.season), str(e.number)) == target), None)
    return _json(objects.episode(result, match, catalog.today)) if match else failure(404, "Unknown episode")


def _seasons(catalog: Catalog, query: Query) -> Response | None:
    result = _requested_show(catalog, query)
    return _json([objects.season(result, s) for s in result.seasons if s.number > 0]) if result else None


def _search(catalog: Catalog, query: Query) -> Response:
    hits = [
        {"score": round(1.2 - place * 0.01, 4), "show": objects.show(show, catalog.today)}
        for place, show in enumerate(_matches(catalog, query)[:10])
    ]
    return _json(hits)


def _single_search(catalog: Catalog, query: Query) -> Response | None:
    result = next(iter(_matches(catalog, query)), None)
    return _json(_with_embedded(result, catalog, query)) if result else None


def _schedule(catalog: Catalog, query: Query) -> Response:
    return _json(_airing(catalog, query, streaming=False))


def _web_schedule(catalog: Catalog, query: Query) -> Response:
    return _json(_airing(catalog, query, streaming=True))


def _updates(catalog: Catalog, query: Query) -> Response:
    """Return every known change time of the last day, week or month; without `since` of the last month."""
    days = _SINCE_DAYS.get(query.parameter("since"), 30)
    result: dict[str, int] = {}
    for back in range(days, -1, -1):
        day = catalog.today - timedelta(days=back)
        changed = catalog.changed("show", day)
        result |= {str(t.ids.tvmaze): objects.updated(day) for t in changed if t.ids.tvmaze is not None}
    return _json(result)


def _airing(catalog: Catalog, query: Query, *, streaming: bool) -> list[Body]:
    try:
        day = date.fromisoformat(query.parameter("date") or catalog.today.isoformat())
    except ValueError:
        day = catalog.today
    target = query.parameter("country").upper() or ("" if streaming else "US")
    listed: list[Body] = []
    for show in catalog.airing(day):
        if show.ids.tvmaze is None or show.network.streaming != streaming or target not in {"", show.network.country}:
            continue
        about = objects.show(show, catalog.today)
        placed = {"_embedded": {"show": about}} if streaming else {"show": about}
        todays = [e for e in all_episodes(show) if e.air_date == day]
        listed += [objects.episode(show, e, catalog.today) | placed for e in todays]
    return listed


def _with_embedded(show: Show, catalog: Catalog, query: Query) -> Body:
    embedded: Body = {}
    for name in embeds(query):
        if name == "episodes":
            embedded[name] = objects.episodes(show, catalog.today, specials=False)
        elif name == "seasons":
            embedded[name] = [objects.season(show, s) for s in show.seasons if s.number > 0]
        elif name == "cast":
            embedded[name] = []
        elif name in {"previousepisode", "nextepisode"}:
            listed = aired(show, catalog.today)[-1:] if name == "previousepisode" else upcoming(show, catalog.today)
            if listed:
                embedded[name] = objects.episode(show, listed[0], catalog.today)
    body = objects.show(show, catalog.today)
    return body | {"_embedded": embedded} if embedded else body


def _requested_show(catalog: Catalog, query: Query) -> Show | None:
    result = catalog.find("tvmaze", query.values["id"])
    return next((title for title in result if isinstance(title, Show)), None)


def _matches(catalog: Catalog, query: Query) -> list[Show]:
    text = query.parameter("q")
    result = catalog.matching("show", text) if text.strip() else []
    return [show for show in result if isinstance(show, Show) and show.ids.tvmaze is not None]


def _json(content: object) -> Response:
    return json_response(content, content_type=JSON, cache_control=CACHE, tagged=True)


ENDPOINTS: dict[str, Handler] = {
    "/lookup/shows": _lookup,
    "/shows/{id}": _show,
    "/shows/{id}/episodes": _episodes,
    "/shows/{id}/episodebynumber": _episode_by_number,
    "/shows/{id}/seasons": _seasons,
    "/search/shows": _search,
    "/singlesearch/shows": _single_search,
    "/schedule": _schedule,
    "/schedule/web": _web_schedule,
    "/updates/shows": _updates,
}
