"""Schedules of imports and of media sources: when work begins by itself; switched, changed and run by hand."""

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.presentation.visits import AdminVisit, OperatorVisit

router = APIRouter()


@router.get("/admin/schedules")
async def schedules(visit: OperatorVisit) -> Response:
    """Return the schedules; administrators see those of media sources besides."""
    imports = await visit.get("ingestion/schedules")
    sources = await visit.part("admin/sources/schedules") if visit.viewer.is_admin else None
    return visit.render("admin/schedules.html", schedules=imports, sources=sources)


@router.post("/admin/schedules/{name}")
async def change(visit: OperatorVisit, name: str) -> Response:
    """Change when a schedule of imports runs, and whether it does."""
    await visit.call("PATCH", f"ingestion/schedules/{name}", json=changes_in(await visit.form()))
    return visit.back("admin.done", "/admin/schedules")


@router.post("/admin/schedules/{name}/run")
async def run(visit: OperatorVisit, name: str) -> Response:
    """Run a schedule of imports now."""
    await visit.form()
    result = await visit.call("POST", f"ingestion/schedules/{name}/run")
    return visit.redirect(f"/admin/jobs/{result.data['jobId']}", "admin.done")


@router.post("/admin/schedules/sources/{name}")
async def change_of_sources(visit: AdminVisit, name: str) -> Response:
    """Change when a schedule of media sources runs, and whether it does."""
    await visit.call("PATCH", f"admin/sources/schedules/{name}", json=changes_in(await visit.form()))
    return visit.back("admin.done", "/admin/schedules")


@router.post("/admin/schedules/sources/{name}/run")
async def run_of_sources(visit: AdminVisit, name: str) -> Response:
    """Run a schedule of media sources now."""
    await visit.form()
    await visit.call("POST", f"admin/sources/schedules/{name}/run")
    return visit.back("admin.done", "/admin/schedules")


def changes_in(form: FormData) -> dict[str, object]:
    """Return what a form changes of a schedule."""
    return {
        "cron": str(form.get("cron") or ""),
        "enabled": bool(form.get("enabled")),
        "catchUp": bool(form.get("catchUp")),
    }
