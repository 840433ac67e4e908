"""Bodies about refunds."""

from pydantic import Field

from billing.domain.payments.refund import RefundReason
from billing.presentation.money import MoneyRequest
from chassis.http.schemas import RequestModel
from chassis.http.validation.inputs import Id


class RefundRequest(RequestModel):
    """What to return of a payment."""

    payment_id: Id = Field(description="Id of the payment", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    amount: MoneyRequest | None = Field(
        default=None, description="In the currency of the payment; all that is left of it when omitted"
    )
    reason: RefundReason = Field(description="Why it is made", examples=["requested_by_customer"])
