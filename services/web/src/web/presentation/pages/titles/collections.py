"""Collections: those of movies that belong together, and those that editors have put together."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.titles.addresses import moved, offset_of, segment, texts_of
from web.presentation.visits import OpenVisit

router = APIRouter()

PAGE: Final = 48


@router.get("/collections/{collection}")
async def collection(visit: OpenVisit, collection: str) -> Response:
    """Return the page of a collection of movies."""
    reply = await visit.listed(f"catalog/collections/{segment(collection)}", **texts_of(visit))
    return moved(visit, reply) or visit.render("titles/collection.html", collection=reply.data)


@router.get("/curated")
async def curated_list(visit: OpenVisit) -> Response:
    """Return the collections and categories of the editors."""
    reply = await visit.listed("catalog/curated", limit=100, language=visit.viewer.language)
    return visit.render("titles/curated_list.html", collections=reply.data)


@router.get("/curated/{slug}")
async def curated(visit: OpenVisit, slug: str) -> Response:
    """Return the page of a collection of the editors."""
    query = {**texts_of(visit), "limit": PAGE, "offset": offset_of(visit)}
    reply = await visit.listed(f"catalog/curated/{segment(slug)}", **query)
    return moved(visit, reply) or visit.render("titles/curated.html", collection=reply.data, meta=reply.meta)
