"""Search, suggestions while typing, and titles that are not in the catalog yet."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import number_in
from web.presentation.rendering.links import with_query
from web.presentation.visits import AccountVisit, OpenVisit

router = APIRouter()

RESULTS: Final = 24
SUGGESTIONS: Final = 8
LONGEST_QUERY: Final = 200
FACETS: Final = ("type", "genre", "decade", "provider")
PLACES: Final[Mapping[str, str]] = {
    "movie": "/movies/",
    "show": "/shows/",
    "person": "/people/",
    "collection": "/collections/",
}
_CATALOG: Final = "/api/v1/catalog/"


@router.get("/search")
async def search(visit: OpenVisit) -> Response:
    """Return the results of a search, with facets, and what the providers have beyond the catalog."""
    params = visit.request.query_params
    text = (params.get("q") or "").strip()[:LONGEST_QUERY]
    chosen = {name: ",".join(value for value in params.getlist(name) if value) for name in FACETS}
    if not text:
        return visit.render("browse/search.html", text="", chosen=chosen, results=None, services={})
    viewer = visit.viewer
    query = {
        "q": text,
        **chosen,
        "language": viewer.language,
        "region": viewer.region,
        "limit": RESULTS,
        "cursor": params.get("cursor"),
        "facets": ",".join(FACETS),
    }
    if params.get("cursor") and visit.is_fragment:
        more = await visit.listed("search", **query)
        return visit.render("browse/more_results.html", results=more, text=text, chosen=chosen, page_of=page_of)
    parts = await visit.parts(
        results=("search", query),
        services=("catalog/providers", {"region": viewer.region}),
        genres=("catalog/genres", {"language": viewer.language}),
    )
    results = parts["results"]
    if results.error is not None and results.error.status < 500:
        raise results.error
    labels = {
        "provider": {str(one["providerId"]): one["name"] for one in parts["services"].data or ()},
        "genre": {one["slug"]: one["name"] for one in parts["genres"].data or ()},
    }
    return visit.render(
        "browse/search.html", text=text, chosen=chosen, results=results, labels=labels, facets=FACETS, page_of=page_of
    )


@router.get("/search/suggestions")
async def suggestions(visit: OpenVisit) -> Response:
    """Return the list below the search field."""
    text = (visit.request.query_params.get("q") or "").strip()[:LONGEST_QUERY]
    part = (
        await visit.part("search/suggestions", q=text, limit=SUGGESTIONS, language=visit.viewer.language)
        if text
        else None
    )
    return visit.render(
        "browse/suggestions.html", suggestions=part.data or () if part else (), text=text, page_of=page_of
    )


@router.get("/search/beyond")
async def beyond(visit: AccountVisit) -> Response:
    """Return titles of the providers that the catalog does not have."""
    text = (visit.request.query_params.get("q") or "").strip()[:LONGEST_QUERY]
    part = await visit.part("search/providers", q=text, language=visit.viewer.language)
    return visit.render("browse/beyond.html", beyond=part, text=text)


@router.get("/import/{kind}/{tmdb_id}")
async def import_page(visit: OpenVisit, kind: str, tmdb_id: str) -> Response:
    """Return the page of an import: it starts with a button, follows the job, and leads to the title."""
    return visit.render("browse/import.html", kind=_kind(kind), tmdb_id=_number(tmdb_id), job=None, error=None)


@router.post("/import/{kind}/{tmdb_id}")
async def import_title(visit: AccountVisit, kind: str, tmdb_id: str) -> Response:
    """Start an import."""
    await visit.form()
    kind, number = _kind(kind), _number(tmdb_id)
    result = (await visit.call("POST", f"catalog/import/{kind}/{number}")).data
    if result["status"] == "ready" and result["slug"]:
        return visit.redirect(f"{PLACES[kind]}{result['slug']}")
    if result["status"] == "not_found":
        raise ApiError(404, "RESOURCE_NOT_FOUND")
    return visit.redirect(with_query(f"/import/{kind}/{number}/progress", {"job": result["jobId"], "id": result["id"]}))


@router.get("/import/{kind}/{tmdb_id}/progress")
async def import_progress(visit: AccountVisit, kind: str, tmdb_id: str) -> Response:
    """Return how far an import is; when it has ended, the way to the title."""
    kind, number = _kind(kind), _number(tmdb_id)
    media_id = visit.request.query_params.get("id", "")
    state = (await visit.call("POST", f"catalog/import/{kind}/{number}")).data
    if state["status"] == "ready" and state["slug"]:
        return visit.redirect(f"{PLACES[kind]}{state['slug']}")
    values: dict[str, Any] = {"kind": kind, "tmdb_id": number, "job": state, "media_id": media_id, "error": None}
    return visit.render("browse/progress.html" if visit.is_fragment else "browse/import.html", **values)


def page_of(entry: Mapping[str, Any]) -> str:
    """Return the page of a search result, whose path is that of the API; an empty text if it has no page."""
    place, path = PLACES.get(entry["kind"]), entry["path"] or ""
    return f"{place}{path.rpartition('/')[2]}" if place and path.startswith(_CATALOG) else ""


def _kind(text: str) -> str:
    if text not in ("movie", "show"):
        raise ApiError(404, "RESOURCE_NOT_FOUND")
    return text


def _number(text: str) -> int:
    number = number_in(text)
    if number is None:
        raise ApiError(404, "RESOURCE_NOT_FOUND")
    return number
