"""Routes of the subscription of the signed-in user."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from billing.application.subscriptions.changing import ChangeRequest
from billing.domain.checkouts.errors import CurrencyNotTaken, PriceNotSold
from billing.domain.errors import KeyReused
from billing.domain.payments.errors import ProviderFailed
from billing.domain.requests import RequestKey
from billing.domain.subscriptions.changes import ChangeKind, ChangeStatus
from billing.domain.subscriptions.errors import (
    ChangeNotFound,
    ChangeNotPossible,
    ChangePending,
    NoSubscription,
    SamePrice,
)
from billing.presentation.dependencies import PRIVATE, READS, ApplicationDep
from billing.presentation.errors import refuses
from billing.presentation.request_keys import RequestKeyDep
from billing.presentation.subscriptions.schemas import (
    Cancelation,
    ChangeBody,
    ChangeResponse,
    OverviewResponse,
    Pause,
    PortalRequest,
    PortalResponse,
    PreviewResponse,
    PriceChange,
)
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/billing", tags=["billing"])

ChangeId = Annotated[
    UUID, Path(alias="changeId", description="Id of the change", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
]
PriceId = Annotated[
    UUID,
    Query(alias="priceId", description="Id of the new price", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]),
]
_PRICES: Final = (NoSubscription, ChangeNotPossible, PriceNotSold, SamePrice, CurrencyNotTaken)


@router.get("/subscription", summary="Get my subscription", responses=READS)
async def get_subscription(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[OverviewResponse]:
    """Return what the signed-in user pays for, what is due next, and the limits that hold now.

    Without a subscription these are the limits of the free plan.
    """
    response.headers.update(PRIVATE)
    return Success(data=OverviewResponse.of(await use_cases.subscription.overview(principal.user_id)))


@router.get(
    "/subscription/preview",
    summary="Preview a change of plan",
    responses={**READS, **refuses(*_PRICES, ProviderFailed)},
)
async def preview_change(
    use_cases: ApplicationDep, principal: CurrentPrincipal, price_id: PriceId, response: Response
) -> Success[PreviewResponse]:
    """Return when a change to a price would take effect and what would be charged at once; change nothing.

    What is left of the current period is deducted.
    """
    response.headers.update(PRIVATE)
    return Success(data=PreviewResponse.of(await use_cases.change_subscription.preview(principal.user_id, price_id)))


@router.post(
    "/subscription/changes",
    status_code=202,
    summary="Change my subscription",
    responses=refuses(*_PRICES, ChangePending, KeyReused),
)
async def change_subscription(
    use_cases: ApplicationDep, principal: CurrentPrincipal, key: RequestKeyDep, body: ChangeBody
) -> Success[ChangeResponse]:
    """Cancel, resume or pause the subscription, change its plan, or pay what is overdue; it is done in the background.

    An upgrade is charged at once, with what is left of the period deducted; a downgrade takes effect at the end of the
    period. Read the change until it is no longer `pending`.
    """
    change = await use_cases.change_subscription(_request(principal.user_id, key, body))
    return Success(data=ChangeResponse.of(change))


def _request(user_id: UUID, key: RequestKey, body: ChangeBody) -> ChangeRequest:
    kind = ChangeKind(body.kind)
    match body:
        case Cancelation():
            return ChangeRequest(user_id, key, kind, timing=body.timing)
        case Pause():
            return ChangeRequest(user_id, key, kind, timing="now", until=body.until)
        case PriceChange():
            return ChangeRequest(user_id, key, kind, price_id=body.price_id)
        case _:
            return ChangeRequest(user_id, key, kind, timing="now")


@router.get("/subscription/changes/{changeId}", summary="Get a change", responses={**READS, **refuses(ChangeNotFound)})
async def get_change(
    use_cases: ApplicationDep, principal: CurrentPrincipal, change_id: ChangeId, response: Response
) -> Success[ChangeResponse]:
    """Return a change that the signed-in user has requested, with what became of it."""
    response.headers.update(PRIVATE)
    change = await use_cases.change_subscription.get(principal.user_id, change_id)
    if change.status is ChangeStatus.PENDING:
        response.headers["Retry-After"] = "1"
    return Success(data=ChangeResponse.of(change))


@router.post(
    "/portal",
    summary="Open the provider's portal",
    responses=refuses(NoSubscription, ChangeNotPossible, ProviderFailed),
)
async def open_portal(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: PortalRequest
) -> Success[PortalResponse]:
    """Return a page of the provider where the user changes payment methods and sees the provider's invoices.

    The address is valid for a short time and for this user only.
    """
    url = await use_cases.subscription.portal(principal.user_id, body.return_path)
    return Success(data=PortalResponse(url=url))
