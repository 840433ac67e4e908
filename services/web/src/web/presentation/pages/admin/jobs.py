"""Jobs of imports: filtered, live, with retry and cancellation; and imports of a title or a list by hand."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.fields import whole_number
from web.presentation.visits import OperatorVisit

router = APIRouter()

PAGE_SIZE: Final = 30
STATUSES: Final = ("", "queued", "processing", "ready", "failed", "cancelled")
ACTIONS: Final = ("retry", "cancel")


@router.get("/admin/jobs")
async def jobs(visit: OperatorVisit) -> Response:
    """Return the jobs; with HX-Request only their table, for an open page."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "") for name in ("status", "kind", "tmdbId")}
    # The API takes the number of a title together with its type only.
    chosen["type"] = params.get("type", "movie") if chosen["tmdbId"] else ""
    listed = await visit.listed("ingestion/jobs", **chosen, limit=PAGE_SIZE, offset=params.get("offset", "0"))
    template = "admin/jobs_table.html" if visit.is_fragment else "admin/jobs.html"
    return visit.render(template, jobs=listed.data, meta=listed.meta, chosen=chosen, statuses=STATUSES)


@router.get("/admin/jobs/{job_id}")
async def job(visit: OperatorVisit, job_id: str) -> Response:
    """Return one job with its parts."""
    result = await visit.get(f"ingestion/jobs/{job_id}")
    children = await visit.part("ingestion/jobs", parent=job_id, limit=PAGE_SIZE)
    return visit.render("admin/job.html", job=result, children=children)


@router.post("/admin/jobs/{job_id}/{action}")
async def act(visit: OperatorVisit, job_id: str, action: str) -> Response:
    """Retry or cancel a job."""
    await visit.form()
    await visit.call("POST", f"ingestion/jobs/{job_id}/{action}")
    return visit.back("admin.done", "/admin/jobs")


@router.post("/admin/imports")
async def start(visit: OperatorVisit) -> Response:
    """Import or refresh a title by its number at TMDB."""
    form = await visit.form()
    number = str(form.get("tmdbId") or "").strip()
    body = {"tmdbId": whole_number(number), "type": str(form.get("type") or "movie")}
    result = await visit.call("POST", "ingestion/sync", json=body)
    return visit.redirect(f"/admin/jobs/{result.data['jobId']}")
