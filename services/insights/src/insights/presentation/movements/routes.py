"""HTTP routes of movements."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Success
from insights.application.change_keys import KEYS
from insights.presentation.errors import refuses
from insights.presentation.movements.rendering import movements_body
from insights.presentation.movements.schemas import MovementsResponse, WindowName
from insights.presentation.parameters import ApplicationDep

router = APIRouter(
    prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "movements", "titles"))]
)


WindowQuery = Annotated[
    WindowName, Query(description="Length of the two periods that are compared, in days", examples=["30d"])
]
Limit = Annotated[int, Query(ge=1, le=50, description="Maximum number of titles in each list", examples=[5])]
Kind = Annotated[
    Literal["movie", "show"] | None,
    Query(alias="type", description="`movie` or `show`: titles of this type only; default: both", examples=["movie"]),
]


@router.get(
    "/movements",
    summary="List risers and fallers",
    response_model=Success[MovementsResponse],
    responses=refuses(),
)
async def movements(
    use_cases: ApplicationDep, window: WindowQuery = "30d", limit: Limit = 5, kind: Kind = None
) -> Response:
    """Return the titles whose audience grew faster or slower in the newest window than in the window before.

    Risers are sorted by `deltaWatchers`, highest first, fallers lowest first. A title is included when it was observed
    at all three endpoints of the two windows. Without an observation on a day, the nearest earlier one counts: at most
    1 day earlier for 7d, 3 for 30d, 9 for 90d, 14 for 365d, none for 1d. A faller grew by at least 100 before
    and lost at least a tenth. Without enough history both lists are empty, and `reason` holds the cause.
    """
    body = movements_body(await use_cases.movements.movements(window, limit, kind))
    return Response(body, media_type="application/json")
