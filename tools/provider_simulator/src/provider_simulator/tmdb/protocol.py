"""TMDB's credentials, errors and budget, as recorded."""

from collections.abc import Mapping

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.provider import Provider
from provider_simulator.responses import Headers, Query, Response, json_response
from provider_simulator.routing import Router

JSON = b"application/json;charset=utf-8"

MOVIE_PARTS = ("alternative_titles", "changes", "credits", "external_ids", "keywords", "release_dates",
               "translations", "videos", "watch/providers")  # fmt: skip
SHOW_PARTS = ("aggregate_credits", "alternative_titles", "changes", "content_ratings", "credits", "external_ids",
              "keywords", "translations", "videos", "watch/providers")  # fmt: skip
SEASON_PARTS = ("aggregate_credits", "credits", "external_ids", "translations", "videos", "watch/providers")
EPISODE_PARTS = ("credits", "external_ids", "translations", "videos")

SEASON = "/tv/{id}/season/{season}"
EPISODE = "/tv/{id}/season/{season}/episode/{episode}"

_TITLES = ("/movie/{id}", "/tv/{id}")
_APPENDABLE = frozenset({*_TITLES, SEASON, EPISODE})
_NEVER_ALONE = ("images", "similar", "recommendations", "reviews", "lists", "episode_groups", "screened_theatrically")
PARTS = frozenset({*MOVIE_PARTS, *SHOW_PARTS, *SEASON_PARTS, *EPISODE_PARTS, *_NEVER_ALONE})

TEMPLATES = (
    "/movie/{id}",
    "/tv/{id}",
    SEASON,
    EPISODE,
    *(f"/movie/{{id}}/{part}" for part in MOVIE_PARTS),
    *(f"/tv/{{id}}/{part}" for part in SHOW_PARTS),
    *(f"{SEASON}/{part}" for part in SEASON_PARTS),
    *(f"{EPISODE}/{part}" for part in EPISODE_PARTS),
    *(f"/trending/{kind}/{window}" for kind in ("movie", "tv", "all") for window in ("day", "week")),
    "/movie/now_playing",
    "/movie/popular",
    "/movie/upcoming",
    "/tv/popular",
    "/tv/airing_today",
    "/tv/on_the_air",
    "/movie/changes",
    "/tv/changes",
    "/discover/movie",
    "/discover/tv",
    "/search/multi",
    "/search/movie",
    "/search/tv",
    "/find/{id}",
    "/list/{id}",
    "/genre/movie/list",
    "/genre/tv/list",
    "/configuration",
    "/watch/providers/movie",
    "/watch/providers/tv",
)

_HOURS_8, _HOURS_6, _MINUTES_10 = b"public, max-age=28800", b"public, max-age=21600", b"public, max-age=600"

_MESSAGES = {
    401: (7, "Invalid API key: You must be granted a valid key."),
    404: (34, "The resource you requested could not be found."),
    405: (3, "Authentication failed: You do not have permissions to access the service."),
    429: (25, "Your request count is over the allowed limit."),
    500: (11, "Internal error: Something went wrong, contact TMDB."),
    502: (43, "Couldn't connect to the backend server."),
    503: (9, "Service offline: This service is temporarily offline, try again later."),
    504: (24, "Your request to the backend server timed out. Try again."),
}

PAGE_ERROR = (22, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.")
RANGE_ERROR = (20, "Invalid date range: Should be a range no longer than 14 days.")
APPEND_ERROR = (27, "Too many append to response objects: The maximum number of remote calls is 20.")


def error(status: int, code: int, message: str, *, extra: Headers = ()) -> Response:
    """Return an error as TMDB words it."""
    body = {"success": False, "status_code": code, "status_message": message}
    return json_response(body, status=status, content_type=JSON, extra=extra)


def failure(status: int) -> Response:
    """Return the body TMDB sends with that status."""
    code, message = _MESSAGES.get(status, (11, "Internal error: Something went wrong, contact TMDB."))
    return error(status, code, message)


def cache_control(template: str) -> bytes:
    """Return how long TMDB lets clients cache a response, as recorded."""
    if template.startswith("/discover"):
        return _MINUTES_10
    if template == "/configuration":
        return b"public, max-age=43200"
    listed = template.startswith(("/trending", "/search")) or template.endswith(("/popular", "/now_playing"))
    return _HOURS_6 if listed else _HOURS_8


def is_part(name: str) -> bool:
    """Return whether a title's body has that key only where it was appended."""
    return name in PARTS or name.startswith("season/")


def part_names(query: Query) -> tuple[str, ...] | None:
    """Return the names in append_to_response, None for endpoints that take none."""
    if query.template not in _APPENDABLE:
        return None
    return tuple(name for name in query.parameter("append_to_response").split(",") if name)


def _found(query: Query, content: object) -> Response:
    """Return the body with its number where TMDB has one: in titles and their sub-resources."""
    own = query.template.startswith(_TITLES) and "season" not in query.values
    number = query.number("id") if own else None
    if isinstance(content, dict) and number is not None:
        content = {"id": number, **content}
    return json_response(content, content_type=JSON, cache_control=cache_control(query.template), tagged=True)


def _credential(headers: Mapping[bytes, bytes], parameters: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() == b"bearer" and token.strip():
        return token.strip().decode("latin-1")
    return parameters.get("api_key") or None


def _not_found(_query: Query) -> Response:
    return failure(404)


def _over_budget(standing: Standing) -> Response:
    message = f"Your request count ({standing.used}) is over the allowed limit of {standing.limit}."
    return error(429, 25, message, extra=((b"retry-after", b"1"),))


PROVIDER = Provider(
    name="tmdb",
    mount="/tmdb/3",
    router=Router(TEMPLATES),
    budget=Budget(requests=40, seconds=1, fixed=False),
    secrets=frozenset({"api_key", "session_id"}),
    credential=_credential,
    refusal=failure(401),
    not_found=_not_found,
    failure=failure,
    over_budget=_over_budget,
    content=_found,
    is_part=is_part,
    part_names=part_names,
)
