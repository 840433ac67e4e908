"""The public year in review: what rose, fell, was watched and was liked most."""

from itertools import islice
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.titles.addresses import small_number, texts_of
from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.visits import OpenVisit, Visit

router = APIRouter()

PARTS: Final = ("mostWatched", "bestRated", "risers", "fallers", "listLeaders")
TITLES_PER_CALL: Final = 50


@router.get("/years/{year}")
async def year(visit: OpenVisit, year: str) -> Response:
    """Return the year in review, which prints on a few sheets."""
    index = small_number(year)
    review = await visit.get(f"insights/years/{index}")
    return visit.render(
        "titles/year.html",
        review=review,
        titles=await _titles(visit, review),
        current=visit.clock.now().year,
    )


async def _titles(visit: Visit, review: dict[str, Any]) -> dict[str, Any]:
    """Return the titles of a year by id, for their pictures; without them the page shows names only."""
    ids = dict.fromkeys(item["mediaItemId"] for part in PARTS for item in review[part])
    return await titles_by_id(visit, islice(ids, TITLES_PER_CALL), **texts_of(visit))
