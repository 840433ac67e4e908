"""The subscriptions of a user, by title."""

from itertools import groupby
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.library.changes import TRIGGERS, one_of
from web.presentation.visits import AccountVisit

router = APIRouter(prefix="/my/subscriptions")

PAGE: Final = 100


@router.get("")
async def subscriptions(visit: AccountVisit) -> Response:
    """Return the page."""
    result = await visit.listed("me/subscriptions", limit=PAGE, offset=visit.offset)
    order = {item["mediaItemId"]: place for place, item in reversed(list(enumerate(result.data)))}
    ordered = sorted(result.data, key=lambda item: order[item["mediaItemId"]])
    titles = [list(group) for _, group in groupby(ordered, lambda item: str(item["mediaItemId"]))]
    return visit.render("library/subscriptions.html", titles=titles, meta=result.meta)


@router.post("/{media_id:uuid}")
async def end(visit: AccountVisit, media_id: UUID) -> Response:
    """End a subscription."""
    form = await visit.form()
    trigger = one_of(form, "trigger", sorted({*TRIGGERS["movie"], *TRIGGERS["show"]}))
    await visit.call("DELETE", f"me/subscriptions/{media_id}", query={"trigger": trigger})
    return visit.redirect("/my/subscriptions", "library.did_unsubscribe")
