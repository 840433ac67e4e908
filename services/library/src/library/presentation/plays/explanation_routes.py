"""HTTP route that explains the figures of an entry."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from library.domain.errors import MediaNotFound
from library.presentation.dependencies import READS, ApplicationDep, MediaId, private
from library.presentation.errors import refuses
from library.presentation.plays.explanation_schemas import ExplanationResponse

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

Limit = Annotated[int, Query(ge=1, le=500, description="Maximum number of `items` on the page", examples=[100])]
Offset = Annotated[
    int,
    Query(ge=0, le=2_147_483_647, description="Number of `items` before the page, at most 2147483647", examples=[0]),
]


@router.get(
    "/user-media/{mediaItemId}/explanation",
    summary="Explain my entry",
    responses=READS | refuses(MediaNotFound),
)
async def explain_entry(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    media_id: MediaId,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Success[ExplanationResponse]:
    """Return every figure of the user's entry with the plays and marks that made it, in the order they are read.

    The rules are in [the library's README](services/library/README.md#rules). What was retracted is listed apart and
    counts nowhere. A title without an entry has no items.
    """
    return Success(
        data=ExplanationResponse.of(await use_cases.plays.explain(principal.user_id, media_id), limit, offset)
    )
