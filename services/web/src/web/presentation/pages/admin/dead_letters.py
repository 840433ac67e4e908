"""Dead letters: events that services have rejected, to be redriven after a fix or discarded."""

import json
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.presentation.visits import OperatorVisit

router = APIRouter()

ADDRESS: Final = "/admin/dead-letters"
PAGE_SIZE: Final = 30
STATUSES: Final = ("open", "redriving", "discarding", "redriven", "discarded", "")
SERVICES: Final = ("", "auth", "catalog", "ingestion", "insights", "library", "notifications", "stats")
CONDITIONS: Final = ("service", "topic", "code")
ACTIONS: Final = ("redrive", "discard")


@router.get(ADDRESS)
async def letters(visit: OperatorVisit) -> Response:
    """Return the letters that match; those that are open without a choice."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "").strip() for name in CONDITIONS} | {"status": params.get("status", "open")}
    query = {name: value for name, value in chosen.items() if value}
    listed = await visit.listed("admin/dead-letters", **query, limit=PAGE_SIZE, offset=params.get("offset", "0"))
    values = {"chosen": chosen, "statuses": STATUSES, "services": SERVICES}
    is_narrow = chosen["status"] == "open" and any(chosen[name] for name in CONDITIONS)
    return visit.render("admin/dead_letters.html", letters=listed.data, meta=listed.meta, is_narrow=is_narrow, **values)


@router.post(ADDRESS + "/selection/{action}")
async def act_on_selection(visit: OperatorVisit, action: str) -> Response:
    """Redrive or discard all open letters that match."""
    form = await visit.form()
    body = {name: str(form.get(name) or "").strip() or None for name in (*CONDITIONS, "note")}
    if action not in ACTIONS:
        raise HTTPException(404)
    await visit.call("POST", f"admin/dead-letters/{action}", json=body)
    return visit.redirect(ADDRESS, f"dead_letters.{action}_requested")


@router.get(ADDRESS + "/{letter_id:uuid}")
async def letter(visit: OperatorVisit, letter_id: UUID) -> Response:
    """Return a letter with the event that it contains; with HX-Request only what changes, for an open page."""
    result = await visit.get(f"admin/dead-letters/{letter_id}")
    template = "admin/dead_letter_state.html" if visit.is_fragment else "admin/dead_letter.html"
    return visit.render(template, letter=result, payload=formatted(result["payload"]))


@router.post(ADDRESS + "/{letter_id:uuid}/{action}")
async def act(visit: OperatorVisit, letter_id: UUID, action: str) -> Response:
    """Redrive or discard a letter."""
    form = await visit.form()
    if action not in ACTIONS:
        raise HTTPException(404)
    note = str(form.get("note") or "").strip()
    await visit.call("POST", f"admin/dead-letters/{letter_id}/{action}", json={"note": note or None})
    return visit.redirect(f"{ADDRESS}/{letter_id}", f"dead_letters.{action}_requested")


def formatted(payload: str | None) -> str | None:
    """Return JSON with a line per member; another text as it is."""
    if payload is None:
        return None
    try:
        return json.dumps(json.loads(payload), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return payload
