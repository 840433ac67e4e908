"""The library of a user as a file."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.visits import AccountVisit

router = APIRouter(prefix="/my/exports")

FORMATS: Final = ("json", "csv", "letterboxd", "imdb")
_KEPT: Final = ("content-type", "content-disposition")


@router.get("")
async def exports(visit: AccountVisit) -> Response:
    """Return the page."""
    return visit.render("library/exports.html", services=FORMATS)


@router.get("/{name}")
async def file(visit: AccountVisit, name: str) -> Response:
    """Return the file of a format."""
    if name not in FORMATS:
        raise ApiError(404, "RESOURCE_NOT_FOUND")
    reply = await visit.call("GET", "me/export", query={"format": name, "timeZone": visit.viewer.zone.key})
    kept = {key: value for key, value in reply.headers.items() if key.lower() in _KEPT}
    return visit.respond(Response(reply.body, 200, {**kept, "Cache-Control": "private, no-store"}))
