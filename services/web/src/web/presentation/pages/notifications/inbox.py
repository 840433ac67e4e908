"""The inbox: the messages to the user, live."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.fields import number_in
from web.presentation.visits import AccountVisit, OpenVisit, Visit

router = APIRouter()

PER_PAGE: Final = 30
CATEGORIES: Final = ("titles", "people", "imports", "sources", "account", "operations", "service")
LARGEST_COUNT: Final = 99


@router.get("/inbox")
async def inbox(visit: AccountVisit) -> Response:
    """Return the messages, the newest first; of an open page the list alone."""
    values = await _messages(visit)
    if visit.is_fragment:
        return visit.render("inbox/messages.html", **values)
    summary = await visit.part("notifications/summary")
    return visit.render("inbox/page.html", summary=summary, categories=CATEGORIES, **values)


@router.get("/inbox/count")
async def count(visit: OpenVisit) -> Response:
    """Return how many messages are unread, for the header; nothing without any."""
    part = await visit.part("notifications/summary") if visit.viewer.is_signed_in else None
    unread = part.data["unread"] if part is not None and part.data else 0
    return visit.render("inbox/count.html", unread=unread, largest=LARGEST_COUNT)


@router.post("/inbox/read-all")
async def read_all(visit: AccountVisit) -> Response:
    """Mark every message that the page has shown as read."""
    form = await visit.form()
    latest = number_in(str(form.get("upTo", "")), 15)
    body = {} if latest is None else {"upTo": latest}
    await visit.call("POST", "notifications/read-all", json=body)
    return visit.redirect("/inbox", "inbox.all_read")


@router.post("/inbox/{message_id:uuid}/read")
async def mark_read(visit: AccountVisit, message_id: UUID) -> Response:
    """Mark a message as read, or as unread."""
    form = await visit.form()
    method = "DELETE" if form.get("unread") else "PUT"
    reply = await visit.call(method, f"notifications/{message_id}/read")
    return visit.render("inbox/message.html", message=reply.data) if visit.is_fragment else visit.back("", "/inbox")


@router.post("/inbox/{message_id:uuid}/delete")
async def delete(visit: AccountVisit, message_id: UUID) -> Response:
    """Delete a message."""
    await visit.form()
    await visit.call("DELETE", f"notifications/{message_id}")
    if visit.is_fragment:
        return visit.respond(Response("", 200, media_type="text/html"))
    return visit.back("inbox.deleted", "/inbox")


@router.post("/inbox/titles/{media_item_id:uuid}/mute")
async def mute(visit: AccountVisit, media_item_id: UUID) -> Response:
    """Mute the title of a message."""
    await visit.form()
    await visit.call("PUT", f"notifications/muted-titles/{media_item_id}")
    return visit.back("inbox.muted", "/inbox")


async def _messages(visit: Visit) -> dict[str, Any]:
    query = visit.request.query_params
    category = query.get("category", "")
    chosen = {
        "category": category if category in CATEGORIES else "",
        "unread": "true" if query.get("unread") == "true" else "",
        "cursor": query.get("cursor", ""),
    }
    reply = await visit.listed("notifications", limit=PER_PAGE, **chosen)
    return {"messages": reply.data, "meta": reply.meta, "chosen": chosen}
