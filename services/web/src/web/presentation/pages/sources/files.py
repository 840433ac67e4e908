"""The files of a media source, with their titles."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import Json
from web.domain.browser_video import TYPES
from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.visits import AccountVisit

router = APIRouter(prefix="/my/sources/{source_id:uuid}/files")

PAGE_SIZE: Final = 50
STATES: Final = ("", "matched", "unmatched", "gone")


@router.get("")
async def files(visit: AccountVisit, source_id: UUID) -> Response:
    """Return the files of a source in the order of their paths, of one state and with a part of the path."""
    params = visit.request.query_params
    chosen = {"state": params.get("state", ""), "search": params.get("search", "").strip()}
    shown: Json = await visit.get(f"sources/{source_id}")
    cursor = params.get("cursor", "")
    listed = await visit.listed(f"sources/{source_id}/files", **chosen, limit=PAGE_SIZE, cursor=cursor)
    matches = [one["match"] for one in listed.data if one["match"]]
    return visit.render(
        "sources/files.html",
        source=shown,
        files=listed.data,
        meta=listed.meta,
        chosen=chosen,
        states=STATES,
        browser_suffixes=TYPES,
        may_change=shown["isOwned"] or visit.viewer.is_admin,
        titles=await titles_by_id(visit, [match["mediaId"] for match in matches]),
    )
