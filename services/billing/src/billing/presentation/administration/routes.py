"""Routes of finance: plans and prices."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Header, Path, Response

from billing.domain.errors import KeyReused
from billing.domain.plans.errors import FreePlan, PlanChanged, PlanNotFound, PriceNotFound
from billing.presentation.administration.schemas import (
    AdminPlanResponse,
    AdminPriceResponse,
    PlanRequest,
    PriceRequest,
)
from billing.presentation.dependencies import ApplicationDep
from billing.presentation.errors import refuses
from billing.presentation.plans.routes import PlanCode
from billing.presentation.request_keys import RequestKeyDep
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, entity_tag, if_match_required, required_versions
from chassis.http.schemas import Success
from chassis.http.tokens import FinancePrincipal

router = APIRouter(prefix="/admin/billing", tags=["billing"])

NO_CONDITION: Final = if_match_required("entity tag of the plan")
PriceId = Annotated[
    UUID, Path(alias="priceId", description="Id of the price", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]
IfMatch = Annotated[
    str | None,
    Header(
        pattern=IF_MATCH_PATTERN,
        description='Entity tag of the plan that was read; `"0"` for a plan that must be new; `*` for any',
        examples=['"3"'],
    ),
]


@router.get("/plans", summary="List all plans")
async def list_all_plans(use_cases: ApplicationDep, _: FinancePrincipal) -> Success[list[AdminPlanResponse]]:
    """Return every plan by rank, also archived ones, with every price that it has had.

    The version of a plan is its entity tag.
    """
    return Success(data=[AdminPlanResponse.of(priced) for priced in await use_cases.plans.all()])


@router.put(
    "/plans/{code}",
    summary="Add or change a plan",
    responses={
        200: {"headers": headers("ETag")},
        **refuses(PlanChanged, cases=[NO_CONDITION]),
    },
)
async def put_plan(
    use_cases: ApplicationDep,
    principal: FinancePrincipal,
    code: PlanCode,
    body: PlanRequest,
    response: Response,
    if_match: IfMatch = None,
) -> Success[AdminPlanResponse]:
    """Add a plan or replace its description; new limits reach everyone who has it within seconds.

    Prices are added separately. Every version is kept, with who made it.
    """
    versions = required_versions(if_match, NO_CONDITION)
    plan = await use_cases.manage_plans.put(body.described(code), principal.user_id, versions)
    response.headers["ETag"] = entity_tag(plan.version)
    return Success(data=AdminPlanResponse.of(await use_cases.plans.one(code)))


@router.post("/plans/{code}/archive", summary="Archive a plan", responses=refuses(PlanNotFound, FreePlan))
async def archive_plan(
    use_cases: ApplicationDep, principal: FinancePrincipal, code: PlanCode
) -> Success[AdminPlanResponse]:
    """Withdraw a plan from sale: who has it keeps it and goes on paying for it.

    A repetition changes nothing.
    """
    await use_cases.manage_plans.archive(code, principal.user_id, archived=True)
    return Success(data=AdminPlanResponse.of(await use_cases.plans.one(code)))


@router.delete("/plans/{code}/archive", summary="Sell an archived plan", responses=refuses(PlanNotFound, FreePlan))
async def restore_plan(
    use_cases: ApplicationDep, principal: FinancePrincipal, code: PlanCode
) -> Success[AdminPlanResponse]:
    """Sell an archived plan again, at the prices that it has.

    A repetition changes nothing.
    """
    await use_cases.manage_plans.archive(code, principal.user_id, archived=False)
    return Success(data=AdminPlanResponse.of(await use_cases.plans.one(code)))


@router.post(
    "/plans/{code}/prices",
    status_code=201,
    summary="Add a price",
    responses=refuses(PlanNotFound, FreePlan, KeyReused),
)
async def add_price(
    use_cases: ApplicationDep, principal: FinancePrincipal, code: PlanCode, key: RequestKeyDep, body: PriceRequest
) -> Success[AdminPriceResponse]:
    """Sell a plan at a price, in place of the one that it has for this interval and currency.

    Subscriptions keep the price that they began with.
    """
    price = await use_cases.manage_plans.add_price(key, code, body.interval, body.money, principal.user_id)
    return Success(data=AdminPriceResponse.of(price))


@router.delete("/prices/{priceId}", summary="Archive a price", responses=refuses(PriceNotFound))
async def archive_price(
    use_cases: ApplicationDep, _: FinancePrincipal, price_id: PriceId
) -> Success[AdminPriceResponse]:
    """Withdraw a price from sale: subscriptions keep it.

    A repetition changes nothing.
    """
    return Success(data=AdminPriceResponse.of(await use_cases.manage_plans.archive_price(price_id)))
