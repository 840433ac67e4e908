"""The library of a user as a file."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.visits import AccountVisit

router = APIRouter(prefix="/my/exports")

FORMATS: Final = ("json", "csv", "letterboxd", "imdb")


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
    return visit.file(reply)
