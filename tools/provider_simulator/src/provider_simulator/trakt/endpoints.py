"""Trakt's endpoints over a catalog: one entry per template; lists carry X-Pagination headers."""

from datetime import date, timedelta
from functools import partial

from provider_simulator.lists.trakt import ENDPOINTS as LIST_ENDPOINTS
from provider_simulator.responses import Body, Headers, Query, Response
from provider_simulator.titles.catalog import Catalog, IdName, Ranking
from provider_simulator.titles.facts import Kind, Title
from provider_simulator.trakt import objects, signals
from provider_simulator.trakt.query_params import Handler, as_json, extended, full, paged, requested_title
from provider_simulator.trakt.seasons import ENDPOINTS as SEASON_ENDPOINTS

_PLURALS: dict[Kind, str] = {"movie": "movies", "show": "shows"}
_UPDATE_DAYS = 30


def response(catalog: Catalog, query: Query) -> Response | None:
    """Return Trakt's response from the catalog, or None when it has no such title or endpoint."""
    handler = ENDPOINTS.get(query.template)
    return handler(catalog, query) if handler else None


def _summary(kind: Kind, catalog: Catalog, query: Query) -> Response | None:
    title = requested_title(kind, catalog, query)
    return as_json(objects.title(title, catalog.today, full=full(query)), 3600) if title else None


def _ratings(kind: Kind, catalog: Catalog, query: Query) -> Response | None:
    title = requested_title(kind, catalog, query)
    if title is None:
        return None
    if "all" in extended(query):
        return as_json(signals.all_ratings(title), 600)
    return as_json(signals.ratings(title.ratings.trakt, title.ratings.trakt_votes), 600)


def _stats(kind: Kind, catalog: Catalog, query: Query) -> Response | None:
    title = requested_title(kind, catalog, query)
    return as_json(signals.stats(title, catalog.today), 1800) if title else None


def _watching(kind: Kind, catalog: Catalog, query: Query) -> Response | None:
    title = requested_title(kind, catalog, query)
    return as_json(signals.watching(title.audience.on(catalog.today).live_watchers), 60) if title else None


def _chart(kind: Kind, by: Ranking, catalog: Catalog, query: Query) -> Response:
    """Serve /trending, /played and /watched: title objects beside their numbers."""
    ranked = catalog.ranked(kind, by, on_trakt=True)
    extra: Headers = ()
    if by == "live":
        users = sum(title.audience.on(catalog.today).live_watchers for title in ranked[:1000])
        extra = ((b"x-trending-user-count", str(users).encode()),)
    return paged(ranked, query, partial(_entry, kind, by, catalog.today, full(query)), extra)


def _popular(kind: Kind, catalog: Catalog, query: Query) -> Response:
    ranked = catalog.ranked(kind, "popularity", on_trakt=True)
    return paged(ranked, query, lambda title: objects.title(title, catalog.today, full=full(query)))


def _anticipated(kind: Kind, catalog: Catalog, query: Query) -> Response:
    ahead = catalog.released(kind, catalog.today + timedelta(days=1), catalog.today + timedelta(days=3 * 366))
    ahead = [title for title in ahead if title.ids.trakt is not None]
    ahead.sort(key=lambda title: -title.audience.on(catalog.today).popularity)

    def entry(title: Title) -> Body:
        count = int(title.audience.on(catalog.today).popularity * 100)
        return {"list_count": count, kind: objects.title(title, catalog.today, full=full(query))}

    return paged(ahead, query, entry)


def _updates(kind: Kind, catalog: Catalog, query: Query) -> Response:
    since = _since(query.values.get("since", ""), catalog.today)
    first = max(since, catalog.today - timedelta(days=_UPDATE_DAYS))
    days = [first + timedelta(days=ahead) for ahead in range((catalog.today - first).days + 1)]
    latest = {title.ids.tmdb: (title, day) for day in days for title in catalog.changed(kind, day)}
    entries = [(title, day) for title, day in latest.values() if title.ids.trakt is not None]
    start = f"{since.isoformat()}T00:00:00Z".encode()

    def entry(update: tuple[Title, date]) -> Body:
        title, day = update
        shown = objects.title(title, catalog.today, full=full(query))
        return {"updated_at": objects.updated_at(day), kind: shown}

    return paged(entries, query, entry, ((b"x-start-date", start),))


def _search_id(catalog: Catalog, query: Query) -> Response | None:
    """Serve GET /search/{tmdb|imdb|tvdb|trakt}/{id}?type=: an empty list where nothing is known."""
    source, value = query.values["source"], query.values["id"]
    kinds = [kind for kind in query.parameter("type").split(",") if kind] or ["movie", "show"]
    if source == "tmdb":
        number = query.number("id") or 0
        titles: list[Title] = [t for t in (catalog.movie(number), catalog.show(number)) if t]
    elif source in {"imdb", "tvdb", "trakt"}:
        names: dict[str, IdName] = {"imdb": "imdb", "tvdb": "tvdb", "trakt": "trakt"}
        titles = catalog.find(names[source], value)
    else:
        return None
    titles = [t for t in titles if t.kind in kinds and t.ids.trakt is not None]
    return paged(titles, query, partial(_hit, catalog.today, full(query), 100))


def _search_text(catalog: Catalog, query: Query) -> Response:
    """Serve GET /search/{movie,show}?query=."""
    target = (query.values.get("type") or query.parameter("type") or "movie,show").split(",")
    kinds: list[Kind] = [kind for kind in _PLURALS if kind in target]
    text = query.parameter("query")
    titles = [t for kind in kinds for t in catalog.matching(kind, text)] if text.strip() else []
    on_trakt = [t for t in titles if t.ids.trakt is not None]
    return paged(on_trakt, query, partial(_hit, catalog.today, full(query), 1000))


def _entry(kind: Kind, by: Ranking, today: date, detailed: bool, title: Title) -> Body:
    signs = title.audience.on(today)
    shown = objects.title(title, today, full=detailed)
    if by == "live":
        return {"watchers": signs.live_watchers, kind: shown}
    if not detailed:
        shown.pop("aired_episodes", None)
    numbers: Body = {
        "watcher_count": signs.total_watchers,
        "play_count": signs.total_watchers * 2,
        "collected_count": signs.total_watchers // 3,
    }
    if kind == "show":
        numbers["collector_count"] = signs.total_watchers // 9
    return {**numbers, kind: shown}


def _hit(today: date, detailed: bool, score: int, title: Title) -> Body:
    return {"type": title.kind, "score": score, title.kind: objects.title(title, today, full=detailed)}


def _since(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return today - timedelta(days=1)


ENDPOINTS: dict[str, Handler] = {
    "/search/{source}/{id}": _search_id,
    "/search/{type}": _search_text,
    "/search": _search_text,
    **SEASON_ENDPOINTS,
    **LIST_ENDPOINTS,
}

for _kind, _plural in _PLURALS.items():
    ENDPOINTS |= {
        f"/{_plural}/{{id}}": partial(_summary, _kind),
        f"/{_plural}/{{id}}/ratings": partial(_ratings, _kind),
        f"/{_plural}/{{id}}/stats": partial(_stats, _kind),
        f"/{_plural}/{{id}}/watching": partial(_watching, _kind),
        f"/{_plural}/trending": partial(_chart, _kind, "live"),
        f"/{_plural}/played": partial(_chart, _kind, "watchers"),
        f"/{_plural}/played/{{period}}": partial(_chart, _kind, "watchers"),
        f"/{_plural}/watched": partial(_chart, _kind, "watchers"),
        f"/{_plural}/watched/{{period}}": partial(_chart, _kind, "watchers"),
        f"/{_plural}/popular": partial(_popular, _kind),
        f"/{_plural}/anticipated": partial(_anticipated, _kind),
        f"/{_plural}/updates": partial(_updates, _kind),
        f"/{_plural}/updates/{{since}}": partial(_updates, _kind),
    }
