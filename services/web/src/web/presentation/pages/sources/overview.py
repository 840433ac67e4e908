"""The list of the media sources that a user sees; administrators see those of everyone besides."""

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.user_names import user_names
from web.presentation.visits import AccountVisit, AdminVisit

router = APIRouter()


@router.get("/my/sources")
async def sources(visit: AccountVisit) -> Response:
    """Return the sources of the user and those for everyone, and the kinds that may be added."""
    listed = await visit.get("sources")
    kinds = await visit.part("sources/kinds")
    return visit.render("sources/list.html", sources=listed, kinds=kinds)


@router.get("/admin/sources")
async def every_source(visit: AdminVisit) -> Response:
    """Return the sources of every user."""
    listed = await visit.get("admin/sources")
    names = await user_names(visit, [one["ownerId"] for one in listed])
    return visit.render("sources/all.html", sources=listed, names=names)
