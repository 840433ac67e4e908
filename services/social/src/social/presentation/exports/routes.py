"""The route of exports."""

from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from chassis.http.document.error_cases import Responses
from chassis.http.document.media import DocumentedResponse
from chassis.http.document.openapi import headers
from chassis.http.downloads.documents import file_response, to_json
from chassis.http.tokens import CurrentPrincipal
from social.presentation.dependencies import ApplicationDep, private

router = APIRouter(prefix="/social", tags=["social: exports"], dependencies=[Depends(private)])

FORMAT: Final = "marquee-social"
VERSION: Final = 1
_JSON: Final = "application/json"
_EXAMPLE: Final[dict[str, Any]] = {"format": FORMAT, "version": VERSION, "friends": [], "reviews": [], "comments": []}
_FILE: Final[Responses] = {
    200: {
        "description": "The file",
        "headers": headers("Cache-Control", "Content-Disposition"),
        "content": {_JSON: {"schema": {"type": "object"}, "example": _EXAMPLE}},
    }
}


@router.get("/me/export", summary="Export my social data", response_class=DocumentedResponse, responses=_FILE)
async def export_social(request: Request, use_cases: ApplicationDep, principal: CurrentPrincipal) -> StreamingResponse:
    """Return relations, settings, reviews, comments, reactions and reports of the user, as one file of one moment."""
    async with use_cases.exports.open(principal.user_id) as (sections, now):
        head = {"format": FORMAT, "version": VERSION, "exportedAt": now.isoformat()}
        download = await to_json(head, sections)
    return file_response(download, request, name=f"{FORMAT}-{now.date()}.json", media_type=_JSON)
