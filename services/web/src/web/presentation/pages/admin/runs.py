"""Runs of policies: how far the evaluation is, what would change, and the promotion."""

from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.presentation.visits import OperatorVisit

router = APIRouter()

SAMPLE: Final = 20
ACTIONS: Final = ("promote", "cancel", "resume")


@router.get("/admin/policies/runs/{run_id}")
async def run(visit: OperatorVisit, run_id: str) -> Response:
    """Return a run with its difference; with HX-Request only its state, while it is running."""
    state = await visit.get(f"admin/catalog-policies/runs/{run_id}")
    diff = None
    if state["status"] in ("prepared", "promoted"):
        diff = await visit.part(f"admin/catalog-policies/runs/{run_id}/diff", sampleSize=SAMPLE)
    template = "admin/run_state.html" if visit.is_fragment else "admin/run.html"
    return visit.render(template, run=state, diff=diff)


@router.post("/admin/policies/runs/{run_id}/{action}")
async def act(visit: OperatorVisit, run_id: str, action: str) -> Response:
    """Promote, cancel or resume a run."""
    await visit.form()
    if action not in ACTIONS:
        raise HTTPException(404)
    await visit.call("POST", f"admin/catalog-policies/runs/{run_id}/{action}")
    return visit.redirect(f"/admin/policies/runs/{run_id}", "admin.promoted" if action == "promote" else "admin.done")
