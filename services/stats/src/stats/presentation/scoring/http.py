"""HTTP routes of formulas, explanations and past scores."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Success
from stats.application.change_keys import KEYS
from stats.domain.errors import DayOutOfRange, StatsNotFound, UnknownFormula
from stats.presentation.errors import refuses
from stats.presentation.http import ApplicationDep, MediaId
from stats.presentation.scoring.schemas import ExplanationResponse, FormulaResponse, ScoreHistoryResponse

router = APIRouter(prefix="/stats", tags=["stats"], dependencies=[Depends(SharedRead(KEYS, "titles", by_title=True))])

DEFAULT_DAYS: Final = 90

FormulaName = Annotated[
    str | None,
    Query(
        alias="formula",
        max_length=50,
        description="A formula of `GET /stats/formulas`, at most 50 characters; default: that of the score shown",
        examples=["open-1"],
    ),
]
AsOf = Annotated[
    date | None,
    Query(
        alias="as_of",
        description="A day (UTC), today or earlier; default: today. The newest score up to that day is returned",
        examples=["2026-11-20"],
    ),
]
From = Annotated[
    date | None,
    Query(alias="from", description="First day (UTC); default: 89 days before `to`", examples=["2026-11-01"]),
]
To = Annotated[
    date | None,
    Query(
        alias="to",
        description="Last day (UTC), today or earlier, at most 365 days after `from`; default: today",
        examples=["2026-11-20"],
    ),
]


@router.get("/formulas", summary="List formulas of the score", responses=refuses())
async def score_formulas(use_cases: ApplicationDep) -> Success[list[FormulaResponse]]:
    """Return the formulas that the service can compute, with their weights and priors, and which of them are in use."""
    in_use = use_cases.scores.formulas()
    return Success(data=[FormulaResponse.of(formula, in_use) for formula in in_use.all()])


@router.get(
    "/media/{mediaId}/explanation",
    summary="Explain a score",
    responses=refuses(StatsNotFound, UnknownFormula, DayOutOfRange),
)
async def explain_score(
    use_cases: ApplicationDep, media_id: MediaId, formula: FormulaName = None, as_of: AsOf = None
) -> Success[ExplanationResponse]:
    """Return the terms of a score as they were stored with it: their contributions add up to it.

    A formula without a score up to the day has `reason` and no terms.
    """
    return Success(data=ExplanationResponse.of(await use_cases.scores.explain(media_id, formula, as_of)))


@router.get(
    "/media/{mediaId}/scores",
    summary="List daily scores",
    responses=refuses(StatsNotFound, UnknownFormula, DayOutOfRange),
)
async def score_history(
    use_cases: ApplicationDep, media_id: MediaId, formula: FormulaName = None, first: From = None, last: To = None
) -> Success[ScoreHistoryResponse]:
    """Return the last score of each day of a period, oldest first. A day without an entry changed nothing."""
    end = last or use_cases.clock.now().date()
    start = first or end - min(timedelta(days=DEFAULT_DAYS - 1), end - date.min)
    return Success(data=ScoreHistoryResponse.of(await use_cases.scores.history(media_id, formula, start, end)))
