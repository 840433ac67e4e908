"""Routes of the plans that can be chosen."""

from typing import Annotated

from fastapi import APIRouter, Path

from billing.domain.plans.errors import PlanNotFound
from billing.presentation.dependencies import ApplicationDep
from billing.presentation.errors import refuses
from billing.presentation.plans.schemas import PlanResponse
from chassis.http.schemas import Success

router = APIRouter(prefix="/plans", tags=["billing"])

PlanCode = Annotated[
    str, Path(alias="code", pattern=r"^[a-z][a-z0-9_]{1,29}$", description="Code of the plan", examples=["premium"])
]


@router.get("", summary="List the plans")
async def list_plans(use_cases: ApplicationDep) -> Success[list[PlanResponse]]:
    """Return the plans that can be chosen, the cheapest first, with their prices in every currency."""
    return Success(data=[PlanResponse.of(priced) for priced in await use_cases.plans.sold()])


@router.get("/{code}", summary="Get a plan", responses=refuses(PlanNotFound))
async def get_plan(use_cases: ApplicationDep, code: PlanCode) -> Success[PlanResponse]:
    """Return a plan that can be chosen, with its prices in every currency."""
    return Success(data=PlanResponse.of(await use_cases.plans.one_sold(code)))
