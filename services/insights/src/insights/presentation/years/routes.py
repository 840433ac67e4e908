"""The HTTP route of the year in review."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from chassis.http.errors import validation_error
from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Success
from chassis.http.validation.problems import Problem
from insights.application.change_keys import KEYS
from insights.domain.years.review import FIRST_YEAR, FutureYear
from insights.presentation.errors import refuses
from insights.presentation.parameters import ApplicationDep
from insights.presentation.years.schemas import YearReviewResponse

router = APIRouter(prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "years", "titles"))])

Year = Annotated[
    int, Path(ge=FIRST_YEAR, le=9999, description=f"The year, from {FIRST_YEAR} to the present one", examples=[2026])
]


@router.get("/years/{year}", summary="Get the year in review", responses=refuses())
async def year_review(use_cases: ApplicationDep, year: Year) -> Success[YearReviewResponse]:
    """Return the strongest risers and fallers, the most watched and best rated titles, and who led the lists.

    The review of the present year is computed daily. A year of which too little was observed has a `reason`.
    """
    try:
        return Success(data=YearReviewResponse.of(await use_cases.years.review(year)))
    except FutureYear as error:
        raise validation_error(Problem.of(error.parameter, error.broken, "path")) from error
