"""What a user does with one title: the part of the title's page with buttons, and the forms behind them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import place_in
from web.presentation.pages.library.changes import (
    SAVED,
    STATES,
    TRIGGERS,
    Done,
    changed,
    id_of,
    marked,
    one_of,
    played,
    rating_of,
    tags_of,
    undone,
)
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/titles/{media_id:uuid}")


@router.get("/actions")
async def actions(visit: AccountVisit, media_id: UUID) -> Response:
    """Return the buttons of a title with what the user has of it."""
    return await _page(visit, media_id)


@router.post("/state")
async def change_state(visit: AccountVisit, media_id: UUID) -> Response:
    """Put a title into a state; the one that it has already is taken from it."""

    async def change(form: FormData) -> Done:
        state = one_of(form, "state", (*STATES, "none"))
        if state == "none":
            return await _without_state(visit, media_id)
        return await marked(visit, media_id, "state", {"state": state}, Done("library.did_" + state))

    return await _changed(visit, media_id, change)


@router.post("/rating")
async def change_rating(visit: AccountVisit, media_id: UUID) -> Response:
    """Rate a title, or remove its rating."""

    async def change(form: FormData) -> Done:
        rating = rating_of(form, visit.viewer.scale)
        text = "library.did_rate" if rating["rating"] is not None else "library.did_unrate"
        return await marked(visit, media_id, "rating", rating, Done(text))

    return await _changed(visit, media_id, change)


@router.post("/notes")
async def change_notes(visit: AccountVisit, media_id: UUID) -> Response:
    """Store note and tags."""

    async def change(form: FormData) -> Done:
        notes = str(form.get("notes") or "").strip()
        tags = tags_of(str(form.get("tags") or ""))
        await visit.call("PATCH", f"user-media/{media_id}", json={"notes": notes or None, "tags": tags})
        return Done("library.did_note")

    return await _changed(visit, media_id, change)


@router.post("/saved")
async def change_saved(visit: AccountVisit, media_id: UUID) -> Response:
    """Save a title for later or under consideration, or remove it from there."""

    async def change(form: FormData) -> Done:
        kind = one_of(form, "list", SAVED)
        if form.get("remove"):
            await visit.call("DELETE", f"me/saved-items/{media_id}", query={"list": kind, "context": "details"})
            return Done("library.did_unsave")
        await visit.call("POST", f"me/saved-items/{media_id}", json={"list": kind, "context": "details"})
        return Done("library.did_save")

    return await _changed(visit, media_id, change)


@router.post("/subscription")
async def change_subscription(visit: AccountVisit, media_id: UUID) -> Response:
    """Subscribe to what happens to a title, or end that."""

    async def change(form: FormData) -> Done:
        trigger = one_of(form, "trigger", sorted({*TRIGGERS["movie"], *TRIGGERS["show"]}))
        path = f"me/subscriptions/{media_id}"
        if form.get("remove"):
            await visit.call("DELETE", path, query={"trigger": trigger, "context": "details"})
            return Done("library.did_unsubscribe")
        await visit.call("POST", path, json={"trigger": trigger, "context": "details"})
        return Done("library.did_subscribe")

    return await _changed(visit, media_id, change)


@router.post("/list")
async def change_list(visit: AccountVisit, media_id: UUID) -> Response:
    """Put a title on a list of the user, also a new one, or remove it from one."""

    async def change(form: FormData) -> Done:
        name = str(form.get("name") or "").strip()
        list_id = str(form.get("list") or "")
        if name:
            list_id = (await visit.call("POST", "me/lists", json={"name": name})).data["id"]
        path = f"lists/{id_of(list_id)}/items"
        if form.get("remove"):
            await visit.call("DELETE", f"{path}/{media_id}")
            return Done("library.did_unlist")
        await visit.call("POST", path, json={"items": [{"mediaItemId": str(media_id)}]})
        return Done("library.did_list")

    return await _changed(visit, media_id, change)


@router.post("/watched")
async def watched(visit: AccountVisit, media_id: UUID) -> Response:
    """Record that the user has watched a movie now."""

    async def change(_: FormData) -> Done:
        play = {"mediaItemId": str(media_id), "watchedAt": visit.clock.now().isoformat()}
        return await played(visit, [play], Done("library.did_watch"))

    return await _changed(visit, media_id, change)


@router.post("/next-episode")
async def next_episode(visit: AccountVisit, media_id: UUID) -> Response:
    """Record that the user has watched the next episode now, or the one that the form names."""

    async def change(form: FormData) -> Done:
        entry = await visit.get(f"user-media/{media_id}")
        # The episode of the button comes first: a second tap on it is no second episode.
        place = place_in(form) or (entry or {}).get("nextEpisode") or {"season": 1, "episode": 1}
        now = visit.clock.now().isoformat()
        play = {"mediaItemId": str(media_id), **place, "watchedAt": now, "onlyUnseen": True}
        return await played(visit, [play], Done("library.did_watch_episode", place))

    return await _changed(visit, media_id, change)


@router.post("/rewatch")
async def rewatch(visit: AccountVisit, media_id: UUID) -> Response:
    """Begin another run through a show."""

    async def change(_: FormData) -> Done:
        await visit.call("POST", f"user-media/{media_id}/rewatch")
        return Done("library.did_rewatch")

    return await _changed(visit, media_id, change)


@router.post("/undo")
async def undo(visit: AccountVisit, media_id: UUID) -> Response:
    """Undo plays or a mark."""

    async def change(form: FormData) -> Done:
        return await undone(visit, form)

    return await _changed(visit, media_id, change)


@router.post("/remove")
async def remove(visit: AccountVisit, media_id: UUID) -> Response:
    """Remove a title from the library, with its plays and marks."""

    async def change(_: FormData) -> Done:
        await visit.call("DELETE", f"user-media/{media_id}")
        return Done("library.did_remove")

    return await _changed(visit, media_id, change)


async def _without_state(visit: Visit, media_id: UUID) -> Done:
    """Undo the state that the user has stated last; what follows from plays and progress stays."""
    marks = await visit.get("me/marks", mediaItemId=str(media_id), limit=100)
    stated = next((mark["id"] for mark in marks if mark["kind"] == "state"), None)
    if stated is not None:
        await visit.call("DELETE", f"me/marks/{stated}")
    return Done("library.did_none")


async def _changed(visit: Visit, media_id: UUID, change: Callable[[FormData], Awaitable[Done]]) -> Response:
    async def page(done: Done | None, problem: str) -> Response:
        return await _page(visit, media_id, done=done, problem=problem)

    return await changed(visit, change, page)


async def _page(visit: Visit, media_id: UUID, *, done: Done | None = None, problem: str = "") -> Response:
    mine: dict[str, Any] = {"mediaItemId": str(media_id)}
    parts = await visit.parts(
        title=(f"catalog/titles/{media_id}", {}),
        entry=(f"user-media/{media_id}", {}),
        saved=(f"me/saved-items/{media_id}/status", {}),
        subscribed=(f"me/subscriptions/{media_id}/status", {}),
        lists=("me/lists", {"limit": 50}),
        containing=("me/lists", {**mine, "limit": 100}),
        average=(f"rankings/averages/{media_id}", {}),
    )
    entry = parts["entry"]
    if entry.error is not None:
        raise entry.error
    summary = parts["title"].data or (entry.data or {}).get("mediaSummary")
    if summary is None:
        raise parts["title"].error or ApiError(404, "MEDIA_NOT_FOUND")
    held = {item["id"] for item in parts["containing"].data or []}
    lists = [item for item in parts["lists"].data or [] if item["kind"] == "custom" and item["role"] != "viewer"]
    return visit.render(
        "library/actions.html",
        media_id=str(media_id),
        title=summary,
        entry=entry.data,
        saved=parts["saved"],
        subscribed=parts["subscribed"],
        average=parts["average"],
        lists=[{**item, "holds": item["id"] in held} for item in lists],
        triggers=TRIGGERS[summary["type"]],
        done=done,
        problem=problem,
    )
