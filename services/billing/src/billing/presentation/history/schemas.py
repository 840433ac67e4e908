"""Bodies about invoices, payments and refunds."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from billing.application.payments.read_models import InvoiceAccount, StoredInvoice, StoredPayment
from billing.domain.payments.facts import InvoiceLine
from billing.domain.payments.refund import Refund, RefundStatus
from billing.presentation.history.parameters import InvoiceStatus, PaymentStatus
from billing.presentation.plans.schemas import MoneyResponse
from chassis.http.schemas import ResponseModel

_AT = "2026-11-30T12:00:00Z"
_ID = "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"


class InvoiceLineResponse(ResponseModel):
    """A line of an invoice."""

    description: str = Field(description="What it is for", examples=["Premium, 1 month"])
    amount: MoneyResponse = Field(description="Without tax; negative for what is credited")
    period_start: datetime | None = Field(description="Begin of the paid period (UTC)", examples=[_AT])
    period_end: datetime | None = Field(description="End of the paid period (UTC)", examples=[_AT])

    @classmethod
    def of(cls, line: InvoiceLine) -> Self:
        """Return the response of a line."""
        return cls(
            description=line.description,
            amount=MoneyResponse.of(line.amount),
            period_start=line.period_start,
            period_end=line.period_end,
        )


class InvoiceResponse(ResponseModel):
    """An invoice. `total` is `subtotal` less `discount` with `tax`."""

    id: UUID = Field(description="Id of the invoice", examples=[_ID])
    number: str = Field(description="Number of the invoice, which stays", examples=["MQ-2026-000042"])
    status: InvoiceStatus = Field(description="`uncollectible`: it is given up", examples=["paid"])
    provider: str = Field(description="The provider of payments", examples=["stripe"])
    subtotal: MoneyResponse = Field(description="Before the discount, without tax")
    discount: MoneyResponse = Field(description="What coupons deduct")
    tax: MoneyResponse = Field(description="As the provider calculates it")
    total: MoneyResponse = Field(description="What is invoiced")
    credit_applied: MoneyResponse = Field(description="What credit has paid of it; negative when it adds to the credit")
    paid: MoneyResponse = Field(description="What was paid")
    created_at: datetime = Field(description="When it was made (UTC)", examples=[_AT])
    due_at: datetime | None = Field(description="When it is due (UTC)", examples=[None])
    paid_at: datetime | None = Field(description="When it was paid (UTC)", examples=[_AT])

    @classmethod
    def of(cls, invoice: StoredInvoice) -> Self:
        """Return the response of an invoice."""
        facts = invoice.facts
        if facts.status == "draft":
            raise ValueError("drafts are not shown")
        return cls(
            id=invoice.id,
            number=facts.number or facts.ref.reference,
            status=facts.status,
            provider=facts.ref.provider,
            subtotal=MoneyResponse.of(facts.subtotal),
            discount=MoneyResponse.of(facts.discount),
            tax=MoneyResponse.of(facts.tax),
            total=MoneyResponse.of(facts.total),
            credit_applied=MoneyResponse.of(facts.credit_applied),
            paid=MoneyResponse.of(facts.paid),
            created_at=facts.created_at,
            due_at=facts.due_at,
            paid_at=facts.paid_at,
        )


class PaymentResponse(ResponseModel):
    """An attempt to take money."""

    id: UUID = Field(description="Id of the payment", examples=[_ID])
    status: PaymentStatus = Field(description="`requires_action`: the user has to confirm it", examples=["succeeded"])
    provider: str = Field(description="The provider of payments", examples=["stripe"])
    amount: MoneyResponse = Field(description="The amount")
    refunded: MoneyResponse = Field(description="What was returned of it, or is about to be")
    method: str = Field(description="For people", examples=["visa •••• 4242"])
    failure_code: str | None = Field(description="The provider's code of the failure", examples=["card_declined"])
    occurred_at: datetime = Field(description="When it was tried (UTC)", examples=[_AT])

    @classmethod
    def of(cls, payment: StoredPayment) -> Self:
        """Return the response of a payment."""
        facts = payment.facts
        return cls(
            id=payment.id,
            status=facts.status,
            provider=facts.ref.provider,
            amount=MoneyResponse.of(facts.amount),
            refunded=MoneyResponse.of(payment.refunded),
            method=facts.method,
            failure_code=facts.failure_code,
            occurred_at=facts.occurred_at,
        )


class RefundResponse(ResponseModel):
    """A refund."""

    id: UUID = Field(description="Id of the refund", examples=[_ID])
    status: RefundStatus = Field(description="`requested`: the provider has not responded yet", examples=["succeeded"])
    amount: MoneyResponse = Field(description="The amount")
    reason: str = Field(description="Why it is made", examples=["requested_by_customer"])
    failure: str | None = Field(description="The provider's code of the refusal", examples=[None])
    created_at: datetime = Field(description="When it was requested (UTC)", examples=[_AT])

    @classmethod
    def of(cls, refund: Refund) -> Self:
        """Return the response of a refund."""
        return cls(
            id=refund.id,
            status=refund.status,
            amount=MoneyResponse.of(refund.amount),
            reason=refund.reason,
            failure=refund.failure,
            created_at=refund.created_at,
        )


class InvoiceAccountResponse(InvoiceResponse):
    """An invoice with its lines, payments and refunds."""

    lines: list[InvoiceLineResponse] = Field(description="The lines in their order")
    payments: list[PaymentResponse] = Field(description="The attempts to pay it, the oldest first")
    refunds: list[RefundResponse] = Field(description="What was returned, the oldest first")

    @classmethod
    def of_account(cls, account: InvoiceAccount) -> Self:
        """Return the response of an invoice with its payments."""
        return cls(
            **dict(InvoiceResponse.of(account.invoice)),
            lines=[InvoiceLineResponse.of(line) for line in account.invoice.facts.lines],
            payments=[PaymentResponse.of(payment) for payment in account.payments],
            refunds=[RefundResponse.of(refund) for refund in account.refunds],
        )
