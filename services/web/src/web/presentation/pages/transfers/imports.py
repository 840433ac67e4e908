"""Files of other services: upload, preview, commit with progress, and reversal."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.library.changes import STATES
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/imports")

FORMATS: Final = (
    "trakt",
    "letterboxd",
    "imdb",
    "tmdb",
    "simkl",
    "netflix",
    "amazon-prime",
    "tv-time",
    "yamtrack",
    "myanimelist",
    "generic",
    "marquee",
)
PART_BYTES: Final = 1_048_576
"""Largest body of one request of the API."""
MOST_BYTES: Final = 25 * PART_BYTES
BUSY: Final = frozenset({"receiving", "received", "parsing", "matching", "committing", "reverting"})
"""States in which a worker does something, so that the page looks again."""
STATUSES: Final = (
    "ambiguous",
    "unmatched",
    "importing",
    "matched",
    "rejected",
    "duplicate",
    "skipped",
    "committed",
    "reverted",
)
"""Statuses of rows, those with something to decide first."""
ROWS: Final = 50


@router.get("")
async def imports(visit: AccountVisit) -> Response:
    """Return the page of all imports with the form of an upload."""
    return await _page(visit)


@router.post("")
async def upload(visit: AccountVisit) -> Response:
    """Send a file to the API, in parts if it is large, and show its import."""
    form = await visit.form()
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await _page(visit, "imports.no_file")
    content = await file.read(MOST_BYTES + 1)
    await form.close()
    if len(content) > MOST_BYTES:
        return await _page(visit, "imports.too_large")
    choices = {name: str(form.get(name) or "") for name in ("format", "ratingScale", "defaultState")}
    flags = {name: True for name in ("overwriteRatings", "ratedIsWatched") if form.get(name)}
    query = {**choices, **flags, "name": file.filename[-200:], "timeZone": visit.viewer.zone.key}
    try:
        created = await _send(visit, content, query)
    except ApiError as error:
        if error.status == 401 or error.status >= 500:
            raise
        return await _page(visit, problem=visit.reason(error), status=error.status)
    return visit.redirect(f"/my/imports/{created}")


async def _send(visit: Visit, content: bytes, query: dict[str, Any]) -> str:
    """Upload a file, and return the id of its import. Parts are numbered behind what the first request has sent."""
    binary = {"Content-Type": "application/octet-stream"}
    parts = [content[first : first + PART_BYTES] for first in range(0, len(content), PART_BYTES)] or [b""]
    query = {**query, "complete": "true" if len(parts) == 1 else "false"}
    reply = await visit.call("POST", "me/imports", query=query, content=parts[0], headers=binary)
    path = f"me/imports/{reply.data['id']}"
    for number, part in enumerate(parts[1:], 1):
        await visit.call("PUT", f"{path}/parts/{number}", content=part, headers=binary)
    if len(parts) > 1:
        await visit.call("POST", f"{path}/complete")
    return str(reply.data["id"])


@router.get("/{import_id:uuid}")
async def one(visit: AccountVisit, import_id: UUID) -> Response:
    """Return an import with its rows."""
    return await import_page(visit, import_id)


@router.get("/{import_id:uuid}/progress")
async def progress(visit: AccountVisit, import_id: UUID) -> Response:
    """Return how far an import is; the rows follow when its phase has ended."""
    result = await visit.get(f"me/imports/{import_id}")
    if result["state"] not in BUSY:
        return visit.redirect(f"/my/imports/{import_id}")
    return visit.render("library/import_progress.html", run=result)


@router.post("/{import_id:uuid}/commit")
async def commit(visit: AccountVisit, import_id: UUID) -> Response:
    """Add the rows to the library."""
    form = await visit.form()
    body = {"minConfidence": 0.5} if form.get("ambiguous") else {}
    await visit.call("POST", f"me/imports/{import_id}/commit", json=body)
    return visit.redirect(f"/my/imports/{import_id}", "imports.commits")


@router.post("/{import_id:uuid}/revert")
async def revert(visit: AccountVisit, import_id: UUID) -> Response:
    """Retract what an import has added."""
    await visit.form()
    await visit.call("POST", f"me/imports/{import_id}/revert")
    return visit.redirect(f"/my/imports/{import_id}", "imports.reverts")


@router.post("/{import_id:uuid}/remove")
async def remove(visit: AccountVisit, import_id: UUID) -> Response:
    """Delete an import; what it has added stays."""
    await visit.form()
    await visit.call("DELETE", f"me/imports/{import_id}")
    return visit.redirect("/my/imports", "imports.removed")


async def _page(visit: Visit, text: str = "", *, problem: str = "", status: int = 400) -> Response:
    result = await visit.listed("me/imports", limit=20, offset=visit.offset)
    return visit.render_status(
        status if text or problem else 200,
        "library/imports.html",
        imports=result.data,
        meta=result.meta,
        services=FORMATS,
        states=STATES,
        text=text,
        problem=problem,
        busy=BUSY,
    )


async def import_page(visit: Visit, import_id: UUID) -> Response:
    """Return the page of an import."""
    parameters = visit.request.query_params
    run = await visit.get(f"me/imports/{import_id}")
    present = [status for status in STATUSES if run["counts"].get(status)]
    status = parameters.get("status", "")
    shown = status if status in STATUSES else next(iter(present), "")
    rows = await visit.part(f"me/imports/{import_id}/rows", status=shown, limit=ROWS, offset=visit.offset)
    return visit.render(
        "library/import.html",
        run=run,
        is_busy=run["state"] in BUSY,
        present=present,
        status=shown,
        rows=rows,
        can_decide=run["state"] in ("ready", "committed"),
    )
