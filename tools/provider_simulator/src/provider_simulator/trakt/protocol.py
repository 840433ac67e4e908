"""Trakt's credentials, errors, rate limit headers and budget, as recorded."""

from collections.abc import Mapping
from datetime import UTC, datetime

import orjson

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.provider import Provider
from provider_simulator.responses import Headers, Query, Response, json_response, raw_response
from provider_simulator.routing import Router

_HTML = b"text/html"
_LISTS = ("trending", "popular", "played", "watched", "anticipated", "updates")
_PERIOD_LISTS = ("played", "watched")
_SHOW = "/shows/{id}"

TEMPLATES = (
    "/search/{source}/{id}",
    "/search/{type}",
    "/search",
    *(f"/{plural}/{{id}}{tail}" for plural in ("movies", "shows") for tail in ("", "/ratings", "/stats", "/watching")),
    *(f"/{plural}/{name}" for plural in ("movies", "shows") for name in _LISTS),
    *(f"/{plural}/{name}/{{period}}" for plural in ("movies", "shows") for name in _PERIOD_LISTS),
    *(f"/{plural}/updates/{{since}}" for plural in ("movies", "shows")),
    "/users/{user}/lists/{list}",
    "/users/{user}/lists/{list}/items",
    "/users/{user}/watchlist",
    "/lists/{list}",
    "/lists/{list}/items",
    f"{_SHOW}/seasons",
    *(f"{_SHOW}/seasons/{{season}}{tail}" for tail in ("", "/info", "/ratings", "/stats", "/watching")),
    *(
        f"{_SHOW}/seasons/{{season}}/episodes/{{episode}}{tail}"
        for tail in ("", "/ratings", "/stats", "/watching")
    ),
)  # fmt: skip


def failure(status: int) -> Response:
    """Return the body of an error: empty, or a page of HTML for gateway errors."""
    if status in {500, 502, 503, 504}:
        return raw_response(b"<!DOCTYPE html><html><body>Trakt</body></html>", status=status, content_type=_HTML)
    return raw_response(b"", status=status, content_type=_HTML)


def _credential(headers: Mapping[bytes, bytes], _parameters: Mapping[str, str]) -> str | None:
    key = headers.get(b"trakt-api-key", b"").strip()
    return key.decode("latin-1") if key and headers.get(b"trakt-api-version") == b"2" else None


def paging(page: int, limit: int, total: int) -> Headers:
    """Return the headers that state the position of a response in a list."""
    pages = -(-total // limit)
    return (
        (b"x-pagination-page", str(page).encode()),
        (b"x-pagination-limit", str(limit).encode()),
        (b"x-pagination-page-count", str(pages).encode()),
        (b"x-pagination-item-count", str(total).encode()),
    )


def _not_found(query: Query) -> Response:
    """Return an empty list for a search, and a 404 without body for anything else."""
    if query.template.startswith("/search"):
        return json_response([], cache_control=b"public, max-age=3600", extra=paging(1, 10, 0))
    return failure(404)


def _found(_query: Query, content: object) -> Response:
    return json_response(content, cache_control=b"public, max-age=3600", tagged=True)


def _over_budget(standing: Standing) -> Response:
    wait = max(1, int(standing.resets_at - datetime.now(UTC).timestamp()) + 1)
    return raw_response(b"", status=429, content_type=_HTML, extra=((b"retry-after", str(wait).encode()),))


def _standing_headers(standing: Standing) -> Headers:
    until = datetime.fromtimestamp(standing.resets_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    stated = {
        "name": "UNAUTHED_API_GET_LIMIT",
        "period": int(standing.period),
        "limit": standing.limit,
        "remaining": standing.remaining,
        "until": until,
    }
    return ((b"x-ratelimit", orjson.dumps(stated)),)


PROVIDER = Provider(
    name="trakt",
    mount="/trakt",
    router=Router(TEMPLATES),
    budget=Budget(requests=1_000, seconds=300, fixed=True),
    secrets=frozenset(),
    credential=_credential,
    refusal=failure(403),
    not_found=_not_found,
    failure=failure,
    over_budget=_over_budget,
    standing_headers=_standing_headers,
    content=_found,
)
