"""The page of a person: portrait, what they are known for, and their titles."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.titles.addresses import moved, offset_of, segment, texts_of
from web.presentation.visits import OpenVisit

router = APIRouter()

ROLES: Final = ("cast", "crew")
SORTS: Final = ("releaseDate", "popularity")
PAGE: Final = 48


@router.get("/people/{person}")
async def person(visit: OpenVisit, person: str) -> Response:
    """Return the page of a person."""
    query = visit.request.query_params
    role = query.get("role", "") if query.get("role") in ROLES else ""
    sort = query.get("sort", "") if query.get("sort") in SORTS else SORTS[0]
    address = f"catalog/people/{segment(person)}"
    reply = await visit.listed(address, role=role, sort=sort, **texts_of(visit))
    if redirect := moved(visit, reply):
        return redirect
    titles = await visit.part(
        f"{address}/titles", role=role, sort=sort, limit=PAGE, offset=offset_of(visit), **texts_of(visit)
    )
    return visit.render(
        "titles/person.html",
        person=reply.data,
        titles=titles,
        role=role,
        sort=sort,
        roles=ROLES,
        sorts=SORTS,
        options={"role": role, "sort": sort if sort != SORTS[0] else ""},
    )
