"""The ratings of a user with their distribution, beside the averages of all users."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.visits import AccountVisit

router = APIRouter()

PAGE: Final = 50
SORTS: Final = ("recent", "rating", "title", "releaseDate")


@router.get("/my/ratings")
async def ratings(visit: AccountVisit) -> Response:
    """Return the page."""
    parameters = visit.request.query_params
    sort = parameters.get("sort", "") if parameters.get("sort", "") in SORTS else SORTS[0]
    result = await visit.listed("me/ratings", sort=sort, limit=PAGE, offset=visit.offset)
    ids = ",".join(entry["mediaItemId"] for entry in result.data)
    requests: dict[str, tuple[str, dict[str, Any]]] = {
        "statistics": ("me/statistics", {"timeZone": visit.viewer.zone.key}),
    }
    if ids:
        requests["averages"] = ("rankings/averages", {"ids": ids})
    parts = await visit.parts(**requests)
    averages = parts["averages"].data if "averages" in parts else []
    return visit.render(
        "library/ratings.html",
        entries=result.data,
        meta=result.meta,
        sort=sort,
        sorts=SORTS,
        statistics=parts["statistics"],
        averages={one["mediaItemId"]: one for one in averages or []},
    )
