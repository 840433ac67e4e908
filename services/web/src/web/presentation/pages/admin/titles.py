"""Editing of titles: facts that replace those of the providers, hiding, mergers, and why a title is listed."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.presentation.fields import seen_version, whole_number
from web.presentation.visits import OperatorVisit, Visit

router = APIRouter()

FIELDS: Final = ("title", "overview", "poster", "backdrop", "releaseDate")
"""Facts that are texts; an empty one is not sent, so that it stays as it is."""


@router.get("/admin/titles")
async def search(visit: OperatorVisit) -> Response:
    """Return the search for a title to edit."""
    text = (visit.request.query_params.get("q") or "").strip()
    results = await visit.part("search", q=text, type="movie,show", limit=20) if text else None
    return visit.render("admin/titles.html", results=results, text=text)


@router.get("/admin/titles/{media_id}")
async def title(visit: OperatorVisit, media_id: str) -> Response:
    """Return a title with every decision about it, its evaluation by the policy, and its changes."""
    edited = await visit.get(f"admin/catalog/titles/{media_id}")
    parts = await visit.parts(
        evaluation=(f"admin/catalog-policies/evaluations/{media_id}", {}),
        changes=("admin/catalog/audit", {"mediaId": media_id, "limit": 20}),
    )
    return visit.render("admin/title.html", title=edited, fields=FIELDS, **parts)


@router.post("/admin/titles/{media_id}/overrides")
async def override(visit: OperatorVisit, media_id: str) -> Response:
    """Replace facts by those of the form."""
    form = await visit.form()
    body: dict[str, Any] = {name: str(form[name]) for name in FIELDS if form.get(name)}
    minutes = str(form.get("runtime") or "")
    if minutes:
        body["runtime"] = whole_number(minutes)
    await _send(visit, "PATCH", f"{media_id}/overrides", form, body)
    return visit.redirect(f"/admin/titles/{media_id}", "admin.done")


@router.post("/admin/titles/{media_id}/revert")
async def revert(visit: OperatorVisit, media_id: str) -> Response:
    """Revert one fact, or all of them, to what the providers say."""
    form = await visit.form()
    field = str(form.get("field") or "")
    if field:
        await _send(visit, "PATCH", f"{media_id}/overrides", form, {field: None})
    else:
        await _send(visit, "DELETE", f"{media_id}/overrides", form, None)
    return visit.redirect(f"/admin/titles/{media_id}", "admin.done")


@router.post("/admin/titles/{media_id}/hidden")
async def hide(visit: OperatorVisit, media_id: str) -> Response:
    """Hide a title for a reason, or show it again without one."""
    form = await visit.form()
    reason = str(form.get("reason") or "")
    await _send(
        visit, "PUT" if reason else "DELETE", f"{media_id}/hidden", form, {"reason": reason} if reason else None
    )
    return visit.redirect(f"/admin/titles/{media_id}", "admin.done")


@router.post("/admin/titles/{media_id}/merge")
async def merge(visit: OperatorVisit, media_id: str) -> Response:
    """Merge a duplicate into another title, or undo that."""
    form = await visit.form()
    into = str(form.get("into") or "")
    await _send(visit, "PUT" if into else "DELETE", f"{media_id}/merge", form, {"into": into} if into else None)
    return visit.redirect(f"/admin/titles/{media_id}", "admin.done")


async def _send(visit: Visit, method: str, path: str, form: FormData, body: dict[str, Any] | None) -> None:
    """Send a change of the version that the editor has seen; another editor's change in between is an error (412)."""
    await visit.call(method, f"admin/catalog/titles/{path}", json=body, headers=seen_version(form))
