"""Routes of finance: refunds."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from billing.domain.errors import KeyReused
from billing.domain.payments.errors import (
    PaymentNotFound,
    PaymentNotRefundable,
    RefundNotFound,
    RefundOfOtherCurrency,
    RefundTooLarge,
)
from billing.presentation.dependencies import ApplicationDep
from billing.presentation.errors import refuses
from billing.presentation.history.schemas import RefundResponse
from billing.presentation.refunds.schemas import RefundRequest
from billing.presentation.request_keys import RequestKeyDep
from chassis.http.schemas import Success
from chassis.http.tokens import FinancePrincipal

router = APIRouter(prefix="/admin/billing/refunds", tags=["billing"])

RefundId = Annotated[
    UUID, Path(alias="refundId", description="Id of the refund", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
]


@router.post(
    "",
    status_code=202,
    summary="Return a payment",
    responses=refuses(PaymentNotFound, PaymentNotRefundable, RefundOfOtherCurrency, RefundTooLarge, KeyReused),
)
async def request_refund(
    use_cases: ApplicationDep, principal: FinancePrincipal, key: RequestKeyDep, body: RefundRequest
) -> Success[RefundResponse]:
    """Return a payment, or a part of it. The provider is called in the background: read the refund afterwards.

    However often a request is repeated with its key, the money is returned once.
    """
    amount = None if body.amount is None else body.amount.money
    refund = await use_cases.request_refund(key, body.payment_id, amount, body.reason, principal.user_id)
    return Success(data=RefundResponse.of(refund))


@router.get("/{refundId}", summary="Get a refund", responses=refuses(RefundNotFound))
async def get_refund(use_cases: ApplicationDep, _: FinancePrincipal, refund_id: RefundId) -> Success[RefundResponse]:
    """Return a refund with what became of it."""
    return Success(data=RefundResponse.of(await use_cases.request_refund.get(refund_id)))
