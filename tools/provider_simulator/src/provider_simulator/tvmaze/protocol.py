"""TVMaze's errors and budget; it requests no key, so callers count as one."""

from collections.abc import Mapping

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.provider import Provider
from provider_simulator.responses import Query, Response, json_response, raw_response
from provider_simulator.routing import Router

JSON = b"application/json; charset=UTF-8"
CACHE = b"public, max-age=3600"

TEMPLATES = (
    "/lookup/shows",
    "/shows/{id}",
    "/shows/{id}/episodes",
    "/shows/{id}/episodebynumber",
    "/shows/{id}/seasons",
    "/search/shows",
    "/singlesearch/shows",
    "/schedule",
    "/schedule/web",
    "/updates/shows",
)

_NAMES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def failure(status: int, message: str = "") -> Response:
    """Return an error as TVMaze words it."""
    body = {"name": _NAMES.get(status, "Error"), "message": message, "code": 0, "status": status}
    return json_response(body, status=status, content_type=JSON, cache_control=CACHE if status == 404 else None)


def nothing() -> Response:
    """Return the response of look-ups that found nothing: 404 with the body null."""
    return raw_response(b"null", status=404, content_type=JSON, cache_control=CACHE)


def moved(path: str) -> Response:
    """Return the response of a look-up that found its show: a redirect to it."""
    return Response(301, b"", ((b"content-type", JSON), (b"cache-control", CACHE)), redirect=path)


def _credential(_headers: Mapping[bytes, bytes], _parameters: Mapping[str, str]) -> str | None:
    return "anonymous"


def _not_found(query: Query) -> Response:
    if query.template in {"/lookup/shows", "/singlesearch/shows"}:
        return nothing()
    return failure(404, "Page not found." if not query.is_known else "")


def _found(_query: Query, content: object) -> Response:
    return json_response(content, content_type=JSON, cache_control=CACHE, tagged=True)


def _requested_parts(query: Query) -> tuple[str, ...] | None:
    """Return the requested parts: one key, which exists only when the request embeds something."""
    if query.template not in {"/shows/{id}", "/singlesearch/shows"}:
        return None
    return ("_embedded",) if query.parameter("embed") or query.parameter("embed[]") else ()


def _over_budget(_standing: Standing) -> Response:
    return failure(429, "Rate limit exceeded.")


PROVIDER = Provider(
    name="tvmaze",
    mount="/tvmaze",
    router=Router(TEMPLATES),
    budget=Budget(requests=20, seconds=10, fixed=False),
    secrets=frozenset(),
    credential=_credential,
    refusal=failure(401),
    not_found=_not_found,
    failure=failure,
    over_budget=_over_budget,
    content=_found,
    is_part=lambda name: name == "_embedded",
    part_names=_requested_parts,
)
