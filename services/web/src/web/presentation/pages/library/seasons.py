"""The episodes of a season with what the user has seen: check-boxes, whole seasons, and everything up to an episode."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.pages.library.changes import Done, changed, one_of, played, undone
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/titles/{media_id:uuid}/seasons/{number:int}")

WHEN: Final = ("now", "aired", "unknown")
"""When the user has watched what is checked."""
MOST_PLAYS: Final = 100
"""Plays that one request records or lists."""


@router.get("")
async def season(visit: AccountVisit, media_id: UUID, number: int) -> Response:
    """Return the episodes of a season."""
    return await _page(visit, media_id, number)


@router.post("/episodes/{episode:int}")
async def change_episode(visit: AccountVisit, media_id: UUID, number: int, episode: int) -> Response:
    """Record that the user has seen an episode, or retract that; with `until`, all episodes up to it."""

    async def change(form: FormData) -> Done:
        place = {"season": number, "episode": episode}
        if form.get("remove"):
            return await _unseen(visit, media_id, number, episode)
        if form.get("until"):
            await visit.call("PATCH", f"user-media/{media_id}", json={"progress": place})
            return Done("library.did_watch_until", place)
        result = await _season(visit, media_id, number)
        aired = [one for one in result["episodes"] if one["number"] == episode]
        plays = _plays(visit, media_id, number, aired or [{"number": episode, "airsAt": None, "airDate": None}], form)
        return await played(visit, plays, Done("library.did_watch_episode", place))

    return await _changed(visit, media_id, number, change)


@router.post("")
async def change_season(visit: AccountVisit, media_id: UUID, number: int) -> Response:
    """Record that the user has seen every aired episode of a season that is not seen yet."""

    async def change(form: FormData) -> Done:
        result = await _season(visit, media_id, number)
        seen = await _seen(visit, media_id, number)
        now = visit.clock.now().isoformat()
        today = now[:10]
        aired = [one for one in result["episodes"] if (one["airsAt"] or one["airDate"] or "9999")[:10] <= today]
        plays = _plays(visit, media_id, number, [one for one in aired if one["number"] not in seen], form)
        recorded: list[str] = []
        for first in range(0, len(plays), MOST_PLAYS):
            recorded += (await played(visit, plays[first : first + MOST_PLAYS], Done(""))).plays
        return Done("library.did_watch_season", {"season": number}, recorded)

    return await _changed(visit, media_id, number, change)


@router.post("/undo")
async def undo(visit: AccountVisit, media_id: UUID, number: int) -> Response:
    """Undo what was recorded last."""

    async def change(form: FormData) -> Done:
        return await undone(visit, form)

    return await _changed(visit, media_id, number, change)


def _plays(
    visit: Visit, media_id: UUID, season: int, episodes: list[dict[str, Any]], form: FormData
) -> list[dict[str, Any]]:
    when = one_of(form, "when", WHEN) if form.get("when") else "now"
    now = visit.clock.now().isoformat()
    return [
        {
            "mediaItemId": str(media_id),
            "season": season,
            "episode": episode["number"],
            "watchedAt": {"now": now, "aired": episode["airsAt"], "unknown": None}[when],
            "onlyUnseen": True,
        }
        for episode in episodes
    ]


async def _unseen(visit: Visit, media_id: UUID, season: int, episode: int) -> Done:
    """Retract the plays of an episode; where progress still includes it, state progress before it."""
    query = {"mediaItemId": str(media_id), "limit": MOST_PLAYS}
    reply = await visit.listed("me/plays", **query)
    result = [play["id"] for play in reply.data if (play["season"], play["episode"]) == (season, episode)]
    while not result and reply.meta.get("nextCursor"):
        reply = await visit.listed("me/plays", **query, cursor=reply.meta["nextCursor"])
        result = [play["id"] for play in reply.data if (play["season"], play["episode"]) == (season, episode)]
    if result:
        await visit.call("POST", "me/plays/removals", json={"playIds": result})
    if episode in await _seen(visit, media_id, season):
        before = {"progress": {"season": season, "episode": episode - 1}}
        await visit.call("PATCH", f"user-media/{media_id}", json=before)
    return Done("library.did_unwatch", {"season": season, "episode": episode})


async def _season(visit: Visit, media_id: UUID, number: int) -> Json:
    title = await visit.get(f"catalog/titles/{media_id}")
    if title["type"] != "show":
        raise ApiError(404, "SEASON_NOT_FOUND")
    return await visit.get(f"catalog/shows/{title['slug']}/seasons/{number}", language=visit.viewer.language)


async def _seen(visit: Visit, media_id: UUID, number: int) -> frozenset[int]:
    """Return the numbers of the episodes of a season that count as seen in the present run."""
    result = await visit.get(f"user-media/{media_id}/explanation", limit=1)
    reached = ((result["progress"] or {}).get("seasons") or {}).get(str(number), 0)
    skipped = {place["episode"] for place in result["skipped"] if place["season"] == number}
    return frozenset(range(1, reached + 1)) - skipped


async def _changed(
    visit: Visit, media_id: UUID, number: int, change: Callable[[FormData], Awaitable[Done]]
) -> Response:
    async def page(done: Done | None, problem: str) -> Response:
        return await _page(visit, media_id, number, done, problem)

    return await changed(visit, change, page)


async def _page(visit: Visit, media_id: UUID, number: int, done: Done | None = None, problem: str = "") -> Response:
    result = await _season(visit, media_id, number)
    seen = await _seen(visit, media_id, number)
    entry = await visit.part(f"user-media/{media_id}")
    ratings = {
        place["episode"]: place["rating"]
        for place in (entry.data or {}).get("placeRatings", [])
        if place["season"] == number
    }
    today = visit.clock.now().isoformat()
    episodes = [
        {
            **one,
            "seen": one["number"] in seen,
            "rating": ratings.get(one["number"]),
            "aired": (one["airsAt"] or one["airDate"] or "9999") <= today,
        }
        for one in result["episodes"]
    ]
    return visit.render(
        "library/season.html",
        media_id=str(media_id),
        season=result,
        number=number,
        episodes=episodes,
        done=done,
        problem=problem,
    )
