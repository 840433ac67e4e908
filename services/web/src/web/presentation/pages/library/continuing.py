"""What a user continues: resume points, next episodes, and what comes next."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.fields import place_in
from web.presentation.pages.library.changes import Done, played, plays_of
from web.presentation.pages.titles.watching import continue_paths
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/continue")

PAGE: Final = 30


@router.get("")
async def continuing(visit: AccountVisit) -> Response:
    """Return the page."""
    result = await visit.listed("me/continue", limit=PAGE, cursor=visit.request.query_params.get("cursor", ""))
    template = "library/continue_items.html" if visit.is_fragment else "library/continue.html"
    return visit.render(
        template, items=result.data, meta=result.meta, paths=await continue_paths(visit, result.data), done=None
    )


@router.post("/{media_id:uuid}")
async def watched(visit: AccountVisit, media_id: UUID) -> Response:
    """Record that the user has watched what a card shows, and return what it shows next."""
    form = await visit.form()
    play = {"mediaItemId": str(media_id), "watchedAt": visit.clock.now().isoformat()}
    place = place_in(form) or {}
    text = Done("library.did_watch_episode", place) if place else Done("library.did_watch")
    done = await played(visit, [{**play, **place}], text)
    if not visit.is_fragment:
        return visit.redirect("/my/continue", "library.did_watch")
    return await _card(visit, media_id, done)


@router.post("/{media_id:uuid}/undo")
async def undo(visit: AccountVisit, media_id: UUID) -> Response:
    """Retract the play, and return the card as it was."""
    form = await visit.form()
    await visit.call("POST", "me/plays/removals", json={"playIds": plays_of(form)})
    if not visit.is_fragment:
        return visit.redirect("/my/continue", "library.did_undo")
    return await _card(visit, media_id, None)


@router.post("/{media_id:uuid}/position")
async def forget_position(visit: AccountVisit, media_id: UUID) -> Response:
    """Delete the resume points of a title."""
    await visit.form()
    await visit.call("DELETE", f"me/positions/{media_id}")
    return visit.redirect("/my/continue", "library.did_forget")


async def _card(visit: Visit, media_id: UUID, done: Done | None) -> Response:
    """Return the card of a title as it is now, with what was done."""
    result = await visit.listed("me/continue", limit=100)
    item = next((one for one in result.data if one["mediaItemId"] == str(media_id)), None)
    paths = await continue_paths(visit, [item] if item else [])
    return visit.render("library/continue_item.html", item=item, media_id=str(media_id), paths=paths, done=done)
