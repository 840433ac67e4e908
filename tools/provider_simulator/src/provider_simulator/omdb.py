"""OMDb spoken from facts: by IMDb id, by title and by search; errors come as "Response": "False"."""

from collections.abc import Mapping

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.provider import Provider
from provider_simulator.responses import Body, Query, Response, json_response
from provider_simulator.routing import Router
from provider_simulator.titles.catalog import Catalog
from provider_simulator.titles.facts import Kind, Movie, Show, Title
from provider_simulator.titles.vocabulary import certification, country, language, long_date, overview

SEARCH_PAGE_SIZE = 10

_KINDS: dict[str, Kind] = {"movie": "movie", "series": "show"}
_GENRES = {
    "science-fiction": "Sci-Fi",
    "sci-fi-fantasy": "Sci-Fi, Fantasy",
    "action-adventure": "Action, Adventure",
    "war-politics": "Drama, War",
    "kids": "Family",
}
_MESSAGES = {401: "Invalid API key!", 404: "Error getting data.", 429: "Request limit reached!"}


def failed(message: str, *, status: int = 200) -> Response:
    """Return an error as OMDb words it; most come with status 200."""
    body = {"Response": "False", "Error": message}
    return json_response(body, status=status, cache_control=b"public, max-age=3600" if status == 200 else None)


def response(catalog: Catalog, query: Query) -> Response | None:
    """Return OMDb's response from the catalog, or None when it has no such title."""
    if query.template != "/":
        return None
    if imdb := query.parameter("i"):
        return _by_id(catalog, query, imdb)
    if text := query.parameter("t"):
        return _by_title(catalog, query, text)
    if text := query.parameter("s"):
        return _search(catalog, query, text)
    return None


def incorrect_id() -> Response:
    """Return the response to something that is no IMDb id, and to a call without any question."""
    return failed("Incorrect IMDb ID.")


def is_imdb_id(text: str) -> bool:
    """Return whether OMDb would look this id up at all: "tt" and seven or eight digits."""
    return text.startswith("tt") and text[2:].isascii() and text[2:].isdigit() and 7 <= len(text) - 2 <= 8


def not_found(kind: str) -> Response:
    """Return the response for a title OMDb does not have, worded for the requested type."""
    return failed("Series not found!" if kind == "series" else "Movie not found!")


def _by_id(catalog: Catalog, query: Query, imdb: str) -> Response | None:
    result = catalog.find("imdb", imdb)
    if not result:
        return None
    request = query.parameter("type")
    if request and result[0].kind != _KINDS.get(request):
        return not_found(request)
    return _found(_detail(result[0], catalog))


def _by_title(catalog: Catalog, query: Query, text: str) -> Response | None:
    matches = _matches(catalog, query, text)
    exact = [title for title in matches if title.title.casefold() == text.strip().casefold()]
    best = next(iter(exact or matches), None)
    return _found(_detail(best, catalog)) if best else None


def _search(catalog: Catalog, query: Query, text: str) -> Response | None:
    matches = _matches(catalog, query, text)
    page = int(query.parameter("page")) if query.parameter("page").isdecimal() else 1
    shown = matches[(page - 1) * SEARCH_PAGE_SIZE : page * SEARCH_PAGE_SIZE]
    if not shown:
        return None
    items = [
        {
            "Title": title.title,
            "Year": _years(title),
            "imdbID": title.ids.imdb,
            "Type": _type(title),
            "Poster": "N/A",
        }
        for title in shown
    ]
    return _found({"Search": items, "totalResults": str(len(matches)), "Response": "True"})


def _matches(catalog: Catalog, query: Query, text: str) -> list[Title]:
    request = query.parameter("type")
    kinds: tuple[Kind, ...] = (_KINDS[request],) if request in _KINDS else ("movie", "show")
    result = [title for kind in kinds for title in catalog.matching(kind, text) if title.ids.imdb]
    year = query.parameter("y")
    return [title for title in result if not year or str(title.first_day.year) == year[:4]]


def _detail(title: Title, catalog: Catalog) -> Body:
    of = title.ratings
    body: Body = {
        "Title": title.title,
        "Year": _years(title),
        "Rated": certification(title, tv=isinstance(title, Show)),
        "Released": long_date(title.first_day),
        "Runtime": f"{title.runtime} min" if title.runtime else "N/A",
        "Genre": ", ".join(_GENRES.get(genre, genre.replace("-", " ").title()) for genre in title.genres),
        "Director": "N/A",
        "Writer": "N/A",
        "Actors": "N/A",
        "Plot": overview(title),
        "Language": language(title.language),
        "Country": ", ".join("United States" if code == "US" else country(code) for code in title.countries),
        "Awards": "N/A",
        "Poster": "N/A",
        "Ratings": _ratings(title) if title.first_day <= catalog.today else [],
        "Metascore": str(of.metascore) if of.metascore is not None else "N/A",
        "imdbRating": f"{of.imdb:.1f}" if of.imdb is not None else "N/A",
        "imdbVotes": f"{of.imdb_votes:,}" if of.imdb_votes else "N/A",
        "imdbID": title.ids.imdb,
        "Type": _type(title),
    }
    if isinstance(title, Movie):
        return body | {"DVD": "N/A", "BoxOffice": "N/A", "Production": "N/A", "Website": "N/A", "Response": "True"}
    regular = sum(1 for season in title.seasons if season.number > 0)
    return body | {"totalSeasons": str(regular), "Response": "True"}


def _ratings(title: Title) -> list[Body]:
    of, result = title.ratings, list[Body]()
    if of.imdb is not None:
        result.append({"Source": "Internet Movie Database", "Value": f"{of.imdb:.1f}/10"})
    if of.rotten is not None:
        result.append({"Source": "Rotten Tomatoes", "Value": f"{of.rotten}%"})
    if of.metascore is not None:
        result.append({"Source": "Metacritic", "Value": f"{of.metascore}/100"})
    return result


def _years(title: Title) -> str:
    if isinstance(title, Movie):
        return str(title.first_day.year)
    ended = str(title.seasons[-1].first_air.year) if title.status != "returning" else ""
    return f"{title.first_day.year}–{ended}"


def _type(title: Title) -> str:
    return "movie" if isinstance(title, Movie) else "series"


def _found(body: object) -> Response:
    return json_response(body, cache_control=b"public, max-age=3600")


def failure(status: int) -> Response:
    """Return the body OMDb sends with that status; its limit response carries 401."""
    return failed(_MESSAGES.get(status, "Internal server error."), status=status)


def _credential(_headers: Mapping[bytes, bytes], parameters: Mapping[str, str]) -> str | None:
    return parameters.get("apikey") or None


def _unknown(query: Query) -> Response:
    """Return the error of an unknown resource, which OMDb sends with status 200."""
    if query.template != "/":
        return failure(404)
    if imdb := query.parameter("i"):
        return failed("Error getting data.") if is_imdb_id(imdb) else incorrect_id()
    request = query.parameter("t") or query.parameter("s")
    return not_found(query.parameter("type")) if request else incorrect_id()


def _over_budget(_standing: Standing) -> Response:
    return failed("Request limit reached!", status=401)


PROVIDER = Provider(
    name="omdb",
    mount="/omdb",
    router=Router(("/",)),
    budget=Budget(requests=1_000, seconds=86_400, fixed=True),
    secrets=frozenset({"apikey"}),
    credential=_credential,
    refusal=failed("No API key provided.", status=401),
    not_found=_unknown,
    failure=failure,
    over_budget=_over_budget,
    content=lambda _query, content: _found(content),
)
