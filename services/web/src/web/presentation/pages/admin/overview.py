"""The first page of operators: what works, what waits, what has failed; and the stream of public events."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.visits import OperatorVisit

router = APIRouter()

RECENT: Final = 8


@router.get("/admin")
async def overview(visit: OperatorVisit) -> Response:
    """Return the state of the sources, the latest failed jobs, the running jobs and the current policy."""
    parts = await visit.parts(
        sources=("ingestion/sources", {}),
        failed=("ingestion/jobs", {"status": "failed", "limit": RECENT}),
        processing=("ingestion/jobs", {"status": "processing", "limit": RECENT}),
        activations=("admin/catalog-policies/activations", {"limit": 3}),
        deliveries=("admin/notifications/deliveries", {"state": "failed", "limit": RECENT}),
    )
    template = "admin/sources.html" if visit.is_fragment else "admin/overview.html"
    return visit.render(template, **parts)


@router.get("/admin/events")
async def events(visit: OperatorVisit) -> Response:
    """Return the page that shows public events as they happen, and the latest ones before."""
    part = await visit.part("events", limit=50)
    return visit.render("admin/events.html", events=part)
