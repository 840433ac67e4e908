"""The page that plays a movie, an episode or a trailer."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from web.application.api import ApiError, Json, Part
from web.presentation.pages.titles.addresses import KINDS, PERMANENT, segment, small_number, texts_of
from web.presentation.pages.titles.watching import Playable, following, watch_path
from web.presentation.visits import POLICY, AccountVisit, Visit, with_source

router = APIRouter()

PLAYER_POLICY: Final = with_source(with_source(POLICY, "worker-src", "blob:"), "media-src", "blob: data:")
"""The library hands the video to the browser as an object URL, and subtitles as an empty track that it fills."""
REASONS: Final = (
    "user",
    "replaced",
    "administrator",
    "lost",
    "expired",
    "signed_out",
    "entitlement_lost",
    "unpublished",
    "user_deleted",
)
"""Why a session ends."""
PROBLEMS: Final = ("unsupported", "network", "protection", "media")
"""What the browser may be unable to do."""


@router.get("/watch/movies/{slug}")
async def movie(visit: AccountVisit, slug: str) -> Response:
    """Return the page that plays a movie."""
    return await _page(visit, "movies", slug, "")


@router.get("/watch/{folder}/{slug}/trailer")
async def trailer(visit: AccountVisit, folder: str, slug: str) -> Response:
    """Return the page that plays a trailer."""
    if folder not in KINDS:
        raise HTTPException(404)
    return await _page(visit, folder, slug, "trailer")


@router.get("/watch/shows/{slug}/seasons/{number}/episodes/{episode}")
async def episode(visit: AccountVisit, slug: str, number: str, episode: str) -> Response:
    """Return the page that plays an episode."""
    return await _page(visit, "shows", slug, "", (small_number(number), small_number(episode)))


async def _page(visit: Visit, folder: str, slug: str, part: str, place: tuple[int, int] | None = None) -> Response:
    title = await title_of(visit, folder, slug)
    if isinstance(title, Response):
        return title
    media_id = title["mediaItemId"]
    paths: dict[str, tuple[str, dict[str, Any]]] = {"listed": (f"playback/titles/{media_id}", {})}
    if place is not None:
        season = f"catalog/{folder}/{title['slug']}/seasons/{place[0]}"
        paths["season"] = (season, {"language": visit.viewer.language})
    parts = await visit.parts(**paths)
    listed = _listed(parts["listed"])
    playable = next((one for one in listed if is_video(one, part == "trailer", place)), None)
    if playable is None:
        raise ApiError(404, "NOT_PLAYABLE")
    upcoming = following(listed, *place) if place else None
    return player_page(
        visit,
        title=title,
        folder=folder,
        playable=playable,
        name=_episode_name(parts.get("season", Part()), place),
        upcoming=upcoming,
        upcoming_path=watch_path(folder, title["slug"], upcoming) if upcoming else "",
    )


async def title_of(visit: Visit, folder: str, slug: str) -> Json | Response:
    """Return a title, or the redirect of the page to its current address; raise ApiError."""
    reply = await visit.listed(f"catalog/{folder}/{segment(slug)}", **texts_of(visit))
    if reply.status == PERMANENT:
        current = urlsplit(reply.headers.get("location", "")).path.rpartition("/")[2]
        address = visit.request.url.path.replace(f"/{slug}", f"/{segment(current)}", 1)
        return visit.respond(RedirectResponse(address, PERMANENT))
    return reply.data


def player_page(visit: Visit, **values: Any) -> Response:
    """Return the page of the player, whose policy permits the origin of videos."""
    shown: dict[str, Any] = {"file": None, "name": "", "upcoming": None, "upcoming_path": ""}
    response = visit.render(
        "watch/page.html",
        resumes="resume" in visit.request.query_params,
        reasons=REASONS,
        problems=PROBLEMS,
        **{**shown, **values},
    )
    policy = PLAYER_POLICY
    for directive in ("connect-src", "img-src"):
        policy = with_source(policy, directive, visit.request.app.state.media_origin)
    response.headers["Content-Security-Policy"] = policy
    return response


def _listed(part: Part) -> Sequence[Playable]:
    if part.data is None:
        raise part.error or ApiError(503, "SERVICE_UNAVAILABLE")
    listed: Sequence[Playable] = part.data
    return listed


def is_video(playable: Playable, is_trailer: bool, place: tuple[int, int] | None) -> bool:
    """Return whether a video is the trailer, the episode of this place, or else the movie."""
    if is_trailer or playable["isTrailer"]:
        return is_trailer and bool(playable["isTrailer"])
    return (playable["season"], playable["episode"]) == (place or (None, None))


def _episode_name(season: Part, place: tuple[int, int] | None) -> str:
    episodes = season.data["episodes"] if season.data and place else []
    return next((one["title"] or "" for one in episodes if place and one["number"] == place[1]), "")
