"""HTTP routes of drop-off."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from stats.application.change_keys import KEYS
from stats.domain.errors import ShowNotFound
from stats.presentation.drop_off.rule_response import RuleResponse
from stats.presentation.drop_off.schemas import AnalysisStarted, AnalyzeRequest, DropOffResponse, MethodName
from stats.presentation.errors import refuses
from stats.presentation.http import ApplicationDep, MediaId, TmdbId

router = APIRouter(
    prefix="/stats/drop-off", tags=["stats"], dependencies=[Depends(SharedRead(KEYS, "titles", by_title=True))]
)

MethodOf = Annotated[
    MethodName | None,
    Query(
        alias="method",
        description="`survival-1`, `votes-1` or `threshold-1`; default: the first of them that has enough data",
        examples=["votes-1"],
    ),
]


@router.get("/media/{mediaId}", summary="Show where users leave a show", responses=refuses(ShowNotFound))
async def drop_off_of_show(
    use_cases: ApplicationDep, media_id: MediaId, method: MethodOf = None
) -> Success[DropOffResponse]:
    """Return the share of users left at each episode, with 95 % intervals, and the drop point if one is certain.

    A show without enough data has a `reason` and no curve.
    """
    return Success(data=DropOffResponse.of(await use_cases.drop_off.analysis(media_id, method)))


@router.get("/tmdb/{tmdbId}", summary="Show the drop point by the rule", responses=refuses(ShowNotFound))
async def rule_of_show(use_cases: ApplicationDep, tmdb_id: TmdbId) -> Success[RuleResponse]:
    """Return the result of the rule `threshold-1`: the first episode at which rating and votes fall enough."""
    return Success(data=RuleResponse.of(await use_cases.drop_off.rule(tmdb_id)))


@router.post("/analyze", status_code=201, summary="Analyze shows", responses=refuses(ShowNotFound))
async def analyze_shows(
    use_cases: ApplicationDep, _: AdminPrincipal, body: AnalyzeRequest | None = None
) -> Success[AnalysisStarted]:
    """Start the analysis of one show, or of the shows whose analysis is missing or oldest. It takes a few seconds."""
    request = body or AnalyzeRequest()
    if request.tmdb_id is not None:
        return Success(data=await _start(use_cases, request.tmdb_id))
    count = await use_cases.request_analyses.oldest(request.limit)
    message = f"Analysis of {count} shows has started"
    return Success(data=AnalysisStarted(message=message, job_id=f"drop-off:oldest:{request.limit}", shows=count))


@router.post("/analyze/{tmdbId}", status_code=201, summary="Analyze one show", responses=refuses(ShowNotFound))
async def analyze_show(use_cases: ApplicationDep, _: AdminPrincipal, tmdb_id: TmdbId) -> Success[AnalysisStarted]:
    """Start the analysis of one show. It takes a few seconds."""
    return Success(data=await _start(use_cases, tmdb_id))


async def _start(use_cases: ApplicationDep, tmdb_id: int) -> AnalysisStarted:
    await use_cases.request_analyses.one(tmdb_id)
    return AnalysisStarted(message="Analysis of the show has started", job_id=f"drop-off:{tmdb_id}", shows=1)
