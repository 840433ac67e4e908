"""Decisions about the rows of an import: which title one means, or that it is skipped."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.library.changes import found_titles, id_of
from web.presentation.visits import AccountVisit

router = APIRouter(prefix="/my/imports/{import_id:uuid}/rows/{position:int}")


@router.get("/search")
async def search(visit: AccountVisit, import_id: UUID, position: int) -> Response:
    """Return titles that a row may mean, by what the user has typed."""
    text = visit.request.query_params.get("q", "").strip()
    titles = await found_titles(visit, text)
    return visit.render(
        "library/import_search.html", titles=titles, text=text, import_id=str(import_id), position=position
    )


@router.post("")
async def decide(visit: AccountVisit, import_id: UUID, position: int) -> Response:
    """Choose the title of a row, or skip it."""
    form = await visit.form()
    body: dict[str, Any] = {"skip": True}
    if not form.get("skip"):
        body = {"mediaItemId": str(id_of(str(form.get("media") or "")))}
    try:
        row = (await visit.call("PATCH", f"me/imports/{import_id}/rows/{position}", json=body)).data
    except ApiError as error:
        if not visit.is_fragment or error.status in (401, 404):
            raise
        rows = await visit.listed(f"me/imports/{import_id}/rows", limit=1, offset=position - 1)
        row = next(iter(rows.data), None)
        return visit.render(
            "library/import_row.html", row=row, run={"id": str(import_id)}, can_decide=True, problem=visit.reason(error)
        )
    if not visit.is_fragment:
        return visit.back("library.did_decide", f"/my/imports/{import_id}")
    return visit.render(
        "library/import_row.html", row=row, run={"id": str(import_id)}, can_decide=True, text="library.did_decide"
    )
