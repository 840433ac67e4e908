"""The page of a movie or show."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError, Json, Part, Reply
from web.domain.browser_video import browser_type
from web.presentation.pages.titles.addresses import KINDS, moved, region_of, segment, texts_of
from web.presentation.pages.titles.facts import crew_by_job, offers_of, ratings_of, structured
from web.presentation.pages.titles.terms import terms_of
from web.presentation.pages.titles.watching import first_of, trailer_of, watch_path
from web.presentation.visits import OpenVisit, Visit

router = APIRouter()

GONE: Final = 410
MISSING: Final = 404
MOST_SOURCES: Final = 100
"""More than a user may own: those come first in the list."""


@router.get("/movies/{slug}")
async def movie(visit: OpenVisit, slug: str) -> Response:
    """Return the page of a movie."""
    return await _title(visit, "movies", slug)


@router.get("/shows/{slug}")
async def show(visit: OpenVisit, slug: str) -> Response:
    """Return the page of a show."""
    return await _title(visit, "shows", slug)


async def _title(visit: Visit, folder: str, slug: str) -> Response:
    try:
        reply = await visit.listed(f"catalog/{folder}/{segment(slug)}", **texts_of(visit))
    except ApiError as error:
        if error.status in (MISSING, GONE):
            return _unlisted(visit, slug, error)
        raise
    return moved(visit, reply) or await _page(visit, folder, reply)


async def _page(visit: Visit, folder: str, reply: Reply) -> Response:
    title: dict[str, Any] = reply.data
    media_id = title["mediaItemId"]
    paths: dict[str, tuple[str, dict[str, Any]]] = {
        "explanation": (f"stats/media/{media_id}/explanation", {}),
        "average": (f"rankings/averages/{media_id}", {}),
        "playable": (f"playback/titles/{media_id}", {}),
    }
    region = region_of(visit)
    if region != visit.viewer.region:
        paths["offers"] = (f"catalog/titles/{media_id}/offers", {})
    if visit.viewer.is_signed_in:
        paths["versions"] = (f"sources/titles/{media_id}", {})
    if visit.viewer.is_signed_in and folder == "shows":
        paths["entry"] = (f"user-media/{media_id}", {})
    parts = await visit.parts(**paths)
    versions = parts.get("versions", Part()).data
    entry = parts.get("entry", Part()).data
    offers = parts["offers"].data if "offers" in parts else None
    seen = (entry or {}).get("progress") or {}
    listed = parts["playable"].data or []
    playable, trailer = first_of(listed, seen.get("seasons", {})), trailer_of(listed)
    return visit.render(
        "titles/page.html",
        title=title,
        folder=folder,
        kind=KINDS[folder],
        explanation=parts["explanation"],
        terms=terms_of(parts["explanation"].data),
        ratings=ratings_of(title, parts["average"].data),
        crew=crew_by_job(title["credits"]["crew"]),
        region=region,
        offers=offers_of(title["availability"] if offers is None else offers, region),
        seen=seen,
        versions=versions,
        browser_files=_browser_files(versions),
        owned=await _owned_sources(visit) if versions and versions["available"] else frozenset(),
        playable=playable,
        playable_path=watch_path(folder, title["slug"], playable) if playable else "",
        trailer_path=watch_path(folder, title["slug"], trailer) if trailer else "",
        structured=structured(title, folder, visit.renderer.public_url),
    )


def _browser_files(versions: Json) -> frozenset[str]:
    """Return the ids of the versions that browsers play."""
    listed = versions["versions"] if versions else []
    playable = (one for one in listed if browser_type(one["name"], one["videoCodec"], one["audioCodecs"]))
    return frozenset(one["id"] for one in playable)


async def _owned_sources(visit: Visit) -> frozenset[str]:
    """Return the ids of the media sources whose files the visitor may match with another title."""
    part = await visit.part("sources", limit=MOST_SOURCES)
    return frozenset(one["id"] for one in part.data or [] if one["isOwned"] or visit.viewer.is_admin)


def _unlisted(visit: Visit, slug: str, error: ApiError) -> Response:
    """Return the page for a title that is not listed: where to look for it, or what has taken its place."""
    details = error.details if isinstance(error.details, dict) else {}
    return visit.render_status(
        error.status,
        "titles/unlisted.html",
        is_gone=error.status == GONE,
        words=slug.replace("-", " ")[:100],
        gone_at=details.get("goneAt"),
        successor=details.get("successor"),
    )
