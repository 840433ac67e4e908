"""Schedules: when work begins by itself; switched, changed and run by hand."""

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.visits import OperatorVisit

router = APIRouter()


@router.get("/admin/schedules")
async def schedules(visit: OperatorVisit) -> Response:
    """Return the schedules."""
    return visit.render("admin/schedules.html", schedules=await visit.get("ingestion/schedules"))


@router.post("/admin/schedules/{name}")
async def change(visit: OperatorVisit, name: str) -> Response:
    """Change when a schedule runs, and whether it does."""
    form = await visit.form()
    body = {
        "cron": str(form.get("cron") or ""),
        "enabled": bool(form.get("enabled")),
        "catchUp": bool(form.get("catchUp")),
    }
    await visit.call("PATCH", f"ingestion/schedules/{name}", json=body)
    return visit.back("admin.done", "/admin/schedules")


@router.post("/admin/schedules/{name}/run")
async def run(visit: OperatorVisit, name: str) -> Response:
    """Run a schedule now."""
    await visit.form()
    result = await visit.call("POST", f"ingestion/schedules/{name}/run")
    return visit.redirect(f"/admin/jobs/{result.data['jobId']}", "admin.done")
