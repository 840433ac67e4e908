"""HTTP routes of rankings. Every user reads and writes their own rankings only."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from library.application.rankings.read_models import RankingPageRequest
from library.domain.errors import AccountErased, MediaNotFound
from library.domain.rankings.errors import RankedInFuture, RankingForbidden, RankingKindMismatch, RankingNotFound
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.errors import refuses
from library.presentation.rankings.requests import RankingParams, RankingRequest
from library.presentation.rankings.schemas import RankingItemResponse, RankingResponse

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

RankingId = Annotated[
    UUID, Path(alias="rankingId", description="Id of the ranking", examples=["0199a2f3-44c8-5a06-b1f2-6d5e4c3b2a19"])
]

_WRITES: Final[Responses] = {
    **refuses(MediaNotFound, RankingKindMismatch, RankedInFuture, AccountErased),
    200: {"description": "The movie had a ranking, which was changed", "headers": headers("Cache-Control")},
    201: {
        "description": "The movie had no ranking",
        "model": Success[RankingResponse],
        "headers": headers("Cache-Control"),
    },
}


@router.post("/rankings", summary="Rank a movie", responses=_WRITES)
async def rank_movie(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: RankingRequest, response: Response
) -> Success[RankingResponse]:
    """Rate a movie with 1 to 5 stars, and return the ranking: 201 for a new one, 200 for a changed one.

    A ranking is the rating of the movie's entry, 20 points per star: each is changed by the other. Of concurrent
    requests exactly one creates the ranking. `ratedAt` stays unless it is sent.
    """
    ranked = await use_cases.rankings.write.rank(body.to_command(principal.user_id))
    response.status_code = 201 if ranked.is_new else 200
    return Success(data=RankingResponse.of(ranked.ranking))


@router.get("/rankings", summary="List my rankings", responses=READS)
async def list_rankings(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[RankingParams, Query()]
) -> CursorPage[RankingItemResponse]:
    """Return a page of the user's rankings with their movies.

    A rating of the entry that is between two numbers of stars is rounded up.
    """
    part = params.part(params.order)
    request = RankingPageRequest(principal.user_id, part, params.sort_by, params.sort_order)
    return params.page(params.order, part, await use_cases.rankings.read.page(request), RankingItemResponse.of)


@router.delete(
    "/rankings/{rankingId}",
    summary="Delete my ranking",
    status_code=204,
    responses=refuses(RankingNotFound, RankingForbidden, AccountErased),
)
async def delete_ranking(use_cases: ApplicationDep, principal: CurrentPrincipal, ranking_id: RankingId) -> None:
    """Undo the rating of a movie; plays, notes and everything else stay. The response has no body.

    An entry of which only the rating was stated is removed.
    """
    await use_cases.rankings.write.delete(principal.user_id, ranking_id)


@router.delete("/rankings", summary="Delete all my rankings", status_code=204, responses=refuses(AccountErased))
async def delete_rankings(use_cases: ApplicationDep, principal: CurrentPrincipal) -> None:
    """Undo the ratings of all movies, as for one. Idempotent: succeeds without rankings. The response has no body."""
    await use_cases.rankings.write.delete_all(principal.user_id)
