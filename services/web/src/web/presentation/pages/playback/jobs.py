"""Jobs of all videos: uploads that are checked, and versions and renditions that are encoded."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.visits import OperatorVisit

router = APIRouter()

PAGE_SIZE: Final = 30
STATUSES: Final = ("", "queued", "processing", "ready", "failed", "cancelled")
KINDS: Final = ("", "finish-upload", "process-version", "encode-rendition")


@router.get("/admin/playback/jobs")
async def jobs(visit: OperatorVisit) -> Response:
    """Return the jobs; with HX-Request only their table, for an open page."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "") for name in ("status", "kind")}
    listed = await visit.listed("admin/playback/jobs", **chosen, limit=PAGE_SIZE, offset=visit.offset)
    titles = await titles_by_id(visit, [one["mediaItemId"] for one in listed.data if one["mediaItemId"]])
    return visit.render(
        "playback/jobs_table.html" if visit.is_fragment else "playback/jobs.html",
        jobs=listed.data,
        meta=listed.meta,
        chosen=chosen,
        statuses=STATUSES,
        kinds=KINDS,
        titles=titles,
    )
