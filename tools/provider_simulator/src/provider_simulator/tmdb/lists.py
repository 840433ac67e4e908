"""TMDB's lists: charts, discover, search, find and the change feed, paged as TMDB pages."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import chain, zip_longest

from provider_simulator.responses import Body, Query, Response
from provider_simulator.titles.catalog import Catalog, IdName, Ranking
from provider_simulator.titles.facts import Kind, Movie, Show, Title
from provider_simulator.tmdb.append_to_response import REGIONAL_DELAYS, digital_day, release_day
from provider_simulator.tmdb.protocol import PAGE_ERROR, RANGE_ERROR, error
from provider_simulator.tmdb.reference import MOVIE_GENRES, SHOW_GENRES
from provider_simulator.tmdb.titles import item

PAGE_SIZE = 20
CHANGES_PAGE_SIZE = 100
LAST_PAGE = 500

_REACHABLE = PAGE_SIZE * LAST_PAGE
_CHANGE_RANGE = timedelta(days=14)
_PLAYING_BEFORE = timedelta(days=43)
_PLAYING_AFTER = timedelta(days=5)


def page_number(query: Query) -> int | Response:
    """Return the requested page, or TMDB's error for one below 1 or above 500."""
    text = query.parameter("page") or "1"
    if text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PAGE:
        return int(text)
    return error(400, *PAGE_ERROR)


def chart(catalog: Catalog, query: Query, kind: Kind, by: Ranking, *, typed: bool = False) -> Body | Response:
    """Return a ranking of one kind."""
    return _paged(catalog.ranked(kind, by), catalog, query, typed=typed)


def trending_all(catalog: Catalog, query: Query, by: Ranking) -> Body | Response:
    """Return the movies and shows in turns, each in its own order."""
    page = page_number(query)
    if isinstance(page, Response):
        return page
    movies, shows = catalog.ranked("movie", by), catalog.ranked("show", by)
    end = page * PAGE_SIZE
    turns = zip_longest(movies[:end], shows[:end])
    mixed = [title for title in chain.from_iterable(turns) if title is not None]
    shown = mixed[end - PAGE_SIZE : end]
    return _page(shown, len(movies) + len(shows), page, catalog, query, typed=True)


def now_playing(catalog: Catalog, query: Query) -> Body | Response:
    """Return the movies that opened in the region in the last six weeks or open in the next days, by popularity."""
    first, last = catalog.today - _PLAYING_BEFORE, catalog.today + _PLAYING_AFTER
    return _dated_movies(catalog, query, first, last)


def upcoming_movies(catalog: Catalog, query: Query) -> Body | Response:
    """Return the movies that open in the region in the next four weeks, most popular first."""
    return _dated_movies(catalog, query, catalog.today + timedelta(days=1), catalog.today + timedelta(days=28))


def airing(catalog: Catalog, query: Query, days: int) -> Body | Response:
    """Return the shows with an episode today or within `days` days."""
    result: dict[int, Title] = {}
    for ahead in range(days):
        result |= {show.ids.tmdb: show for show in catalog.airing(catalog.today + timedelta(days=ahead))}
    return _paged(_by_popularity(catalog, list(result.values())), catalog, query)


def discover(catalog: Catalog, query: Query, kind: Kind) -> Body | Response:
    """Serve GET /discover/{movie|tv}: date ranges, region and release type, genres, language, votes; any order."""
    bounds = _bounds(query, kind)
    if isinstance(bounds, Response):
        return bounds
    keep = _filters(query, kind)
    order = query.parameter("sort_by") or "popularity.desc"
    if bounds is None and not keep and order == "popularity.desc":
        return chart(catalog, query, kind, "popularity")
    if bounds is None:
        titles = list(catalog.ranked(kind, "popularity")[:_REACHABLE])
    else:
        titles = _within(catalog, query, kind, *bounds)
    return _paged(_sorted(catalog, [t for t in titles if all(ok(t) for ok in keep)], order), catalog, query)


def search(catalog: Catalog, query: Query, kinds: tuple[Kind, ...]) -> Body | Response:
    """Serve GET /search/{multi|movie|tv}."""
    text = query.parameter("query")
    if not text.strip():
        return error(422, 5, "Invalid parameters: Your request parameters are incorrect.")
    result = [title for kind in kinds for title in catalog.matching(kind, text)]
    year = query.parameter("year") or query.parameter("primary_release_year") or query.parameter("first_air_date_year")
    if year:
        result = [title for title in result if str(title.first_day.year) == year]
    return _paged(result, catalog, query, typed=len(kinds) > 1)


def find(catalog: Catalog, query: Query) -> Body:
    """Serve GET /find/{id}?external_source=."""
    sources: dict[str, IdName] = {"imdb_id": "imdb", "tvdb_id": "tvdb"}
    name = sources.get(query.parameter("external_source"))
    result = catalog.find(name, query.values["id"]) if name else []
    target = query.parameter("language")
    return {
        "movie_results": [item(t, catalog.today, target, typed=True) for t in result if isinstance(t, Movie)],
        "person_results": [],
        "tv_results": [item(t, catalog.today, target, typed=True) for t in result if isinstance(t, Show)],
        "tv_episode_results": [],
        "tv_season_results": [],
    }


def changed(catalog: Catalog, query: Query, kind: Kind) -> Body | Response:
    """Serve GET /{movie|tv}/changes: the titles changed in a range of at most 14 days (default: since yesterday)."""
    page, days = page_number(query), change_days(catalog, query)
    if isinstance(page, Response):
        return page
    if isinstance(days, Response):
        return days
    numbers = sorted({title.ids.tmdb for day in days for title in catalog.changed(kind, day)})
    shown = numbers[(page - 1) * CHANGES_PAGE_SIZE : page * CHANGES_PAGE_SIZE]
    pages = max(1, -(-len(numbers) // CHANGES_PAGE_SIZE))
    results = [{"id": number, "adult": False} for number in shown]
    return {"results": results, "page": page, "total_pages": pages, "total_results": len(numbers)}


def change_days(catalog: Catalog, query: Query) -> list[date] | Response:
    """Return the days between start_date and end_date, both included, or TMDB's error."""
    end = _day(query.parameter("end_date"), catalog.today)
    start = _day(query.parameter("start_date"), (end or catalog.today) - timedelta(days=1))
    if start is None or end is None or start > end or end - start > _CHANGE_RANGE:
        return error(422, *RANGE_ERROR)
    return [start + timedelta(days=ahead) for ahead in range((end - start).days + 1)]


def _dated_movies(catalog: Catalog, query: Query, first: date, last: date) -> Body | Response:
    region = query.parameter("region").upper() or "US"
    early = first - timedelta(days=max(REGIONAL_DELAYS))
    movies = [
        title
        for title in catalog.released("movie", early, last)
        if isinstance(title, Movie) and first <= release_day(title, region) <= last
    ]
    body = _paged(_by_popularity(catalog, movies), catalog, query)
    if isinstance(body, Response):
        return body
    return {"dates": {"maximum": last.isoformat(), "minimum": first.isoformat()}, **body}


def _bounds(query: Query, kind: Kind) -> tuple[date, date] | Response | None:
    names = ("first_air_date",) if kind == "show" else ("primary_release_date", "release_date")
    lows = [query.parameter(f"{name}.gte") for name in names]
    highs = [query.parameter(f"{name}.lte") for name in names]
    low, high = next(filter(None, lows), ""), next(filter(None, highs), "")
    if not low and not high:
        return None
    first, last = _day(low, date(1870, 1, 1)), _day(high, date(2100, 1, 1))
    if first is None or last is None:
        return error(422, 5, "Invalid parameters: Your request parameters are incorrect.")
    return first, last


def _within(catalog: Catalog, query: Query, kind: Kind, first: date, last: date) -> list[Title]:
    """Return the titles released in the range: by regional date for a region or release type, else first release."""
    regional = kind == "movie" and (query.parameter("release_date.gte") or query.parameter("release_date.lte"))
    region, types = query.parameter("region").upper(), query.parameter("with_release_type")
    if not regional or not (region or types):
        return catalog.released(kind, first, last)
    digital = "4" in types.replace("|", ",").split(",")
    early = first - timedelta(days=max(REGIONAL_DELAYS) + (180 if digital else 0))
    days: Callable[[Movie, str], date | None] = digital_day if digital else release_day
    result: list[Title] = []
    for title in catalog.released(kind, early, last):
        day = days(title, region or "US") if isinstance(title, Movie) else None
        if day is not None and first <= day <= last:
            result.append(title)
    return result


def _filters(query: Query, kind: Kind) -> list[Callable[[Title], bool]]:
    keep: list[Callable[[Title], bool]] = []
    table = MOVIE_GENRES if kind == "movie" else SHOW_GENRES
    if target := query.parameter("with_genres"):
        numbers = {int(n) for n in target.replace("|", ",").split(",") if n.isdigit()}
        enough = 1 if "|" in target else len(numbers)
        keep.append(lambda t: len(numbers & {table[genre].number for genre in t.genres}) >= enough)
    if code := query.parameter("with_original_language"):
        keep.append(lambda t: t.language == code)
    if votes := _number(query.parameter("vote_count.gte")):
        keep.append(lambda t: t.ratings.tmdb_votes >= votes)
    if average := _number(query.parameter("vote_average.gte")):
        keep.append(lambda t: (t.ratings.tmdb or 0) >= average)
    return keep


def _sorted(catalog: Catalog, titles: list[Title], order: str) -> list[Title]:
    field, _, direction = order.partition(".")
    if field in {"primary_release_date", "release_date", "first_air_date"}:
        ranked = sorted(titles, key=lambda t: (t.first_day, t.ids.tmdb))
    elif field == "vote_average":
        ranked = sorted(titles, key=lambda t: (t.ratings.tmdb or 0, t.ids.tmdb))
    elif field == "vote_count":
        ranked = sorted(titles, key=lambda t: (t.ratings.tmdb_votes, t.ids.tmdb))
    else:
        ranked = list(reversed(_by_popularity(catalog, titles)))
    return ranked if direction == "asc" else ranked[::-1]


def _by_popularity(catalog: Catalog, titles: Sequence[Title]) -> list[Title]:
    return sorted(titles, key=lambda t: (-t.audience.on(catalog.today).popularity, t.ids.tmdb))


def _paged(titles: Sequence[Title], catalog: Catalog, query: Query, *, typed: bool = False) -> Body | Response:
    page = page_number(query)
    if isinstance(page, Response):
        return page
    shown = titles[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return _page(shown, len(titles), page, catalog, query, typed=typed)


def _page(
    shown: Sequence[Title], total: int, page: int, catalog: Catalog, query: Query, *, typed: bool = False
) -> Body:
    target = query.parameter("language")
    return {
        "page": page,
        "results": [item(title, catalog.today, target, typed=typed) for title in shown],
        "total_pages": max(1, -(-total // PAGE_SIZE)),
        "total_results": total,
    }


def _day(text: str, default: date) -> date | None:
    if not text:
        return default
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
