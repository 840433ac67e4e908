"""The list of the media sources that a user sees; administrators see those of everyone besides."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.user_names import user_names
from web.presentation.visits import AccountVisit, AdminVisit

router = APIRouter()

PAGE_SIZE: Final = 50


@router.get("/my/sources")
async def sources(visit: AccountVisit) -> Response:
    """Return the sources of the user and those for everyone, and the kinds that may be added."""
    listed = await visit.listed("sources", limit=PAGE_SIZE, cursor=visit.request.query_params.get("cursor", ""))
    kinds = await visit.part("sources/kinds")
    return visit.render("sources/list.html", sources=listed.data, meta=listed.meta, kinds=kinds)


@router.get("/admin/sources")
async def every_source(visit: AdminVisit) -> Response:
    """Return the sources of every user."""
    listed = await visit.listed("admin/sources", limit=PAGE_SIZE, cursor=visit.request.query_params.get("cursor", ""))
    names = await user_names(visit, [one["ownerId"] for one in listed.data])
    return visit.render("sources/all.html", sources=listed.data, meta=listed.meta, names=names)
