"""The titles of a list: search and add, import from text, order, annotate and remove."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.library.changes import found_titles, id_of, one_of
from web.presentation.pages.user_lists.reading import list_page
from web.presentation.visits import AccountVisit

router = APIRouter(prefix="/lists/{list_id:uuid}/items")

SIDES: Final = ("start", "end", "before", "after")


@router.get("/search")
async def search(visit: AccountVisit, list_id: UUID) -> Response:
    """Return titles to add."""
    text = visit.request.query_params.get("q", "").strip()
    titles = await found_titles(visit, text)
    return visit.render("user_lists/search.html", titles=titles, text=text, list_id=str(list_id))


@router.post("")
async def add(visit: AccountVisit, list_id: UUID) -> Response:
    """Add a title."""
    form = await visit.form()
    item = {"mediaItemId": str(id_of(str(form.get("media") or "")))}
    await visit.call("POST", f"lists/{list_id}/items", json={"items": [item]})
    return visit.redirect(f"/lists/{list_id}", "lists.added")


@router.post("/import")
async def import_text(visit: AccountVisit, list_id: UUID) -> Response:
    """Add the titles of a text, and show the lines that name none."""
    form = await visit.form()
    text = str(form.get("text") or "")
    try:
        result = (await visit.call("POST", f"lists/{list_id}/items/imports", json={"text": text})).data
    except ApiError as error:
        if error.status != 400:
            raise
        return await list_page(visit, list_id, status=400, outcome={"problem": visit.reason(error), "text": text})
    return await list_page(visit, list_id, outcome=result)


@router.post("/{media_id:uuid}/remove")
async def remove(visit: AccountVisit, list_id: UUID, media_id: UUID) -> Response:
    """Remove a title."""
    await visit.form()
    await visit.call("DELETE", f"lists/{list_id}/items/{media_id}")
    return visit.back("lists.item_removed", f"/lists/{list_id}")


@router.post("/{media_id:uuid}/position")
async def move(visit: AccountVisit, list_id: UUID, media_id: UUID) -> Response:
    """Move a title to the start or end, or before or after another one."""
    form = await visit.form()
    side = one_of(form, "side", SIDES)
    other = {"mediaItemId": str(id_of(str(form.get("other") or "")))} if side in ("before", "after") else {}
    path = f"lists/{list_id}/items/{media_id}/position"
    await visit.call("PUT", path, json={"side": side, **other})
    if visit.is_fragment:
        return await list_page(visit, list_id)
    return visit.back("", f"/lists/{list_id}")


@router.post("/{media_id:uuid}/note")
async def annotate(visit: AccountVisit, list_id: UUID, media_id: UUID) -> Response:
    """Set the note of a title; an empty one removes it."""
    form = await visit.form()
    note = str(form.get("note") or "").strip() or None
    await visit.call("PUT", f"lists/{list_id}/items/{media_id}/note", json={"note": note})
    return visit.back("layout.saved", f"/lists/{list_id}")
