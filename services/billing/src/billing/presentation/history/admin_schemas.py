"""Bodies about invoices, payments and customers as finance sees them."""

from typing import Self
from uuid import UUID

from pydantic import Field

from billing.application.payments.read_models import CustomerAccount, StoredInvoice, StoredPayment
from billing.presentation.history.schemas import InvoiceResponse, PaymentResponse
from billing.presentation.plans.schemas import MoneyResponse
from chassis.http.schemas import ResponseModel

_USER = "0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41"


class AdminInvoiceResponse(InvoiceResponse):
    """An invoice of any user."""

    user_id: UUID | None = Field(description="The user; null once the account is deleted", examples=[_USER])
    reference: str = Field(description="The provider's id of the invoice", examples=["in_1Q2w3e"])

    @classmethod
    def of(cls, invoice: StoredInvoice) -> Self:
        """Return the response of an invoice."""
        shown = dict(InvoiceResponse.of(invoice))
        return cls(**shown, user_id=invoice.user_id, reference=invoice.facts.ref.reference)


class AdminPaymentResponse(PaymentResponse):
    """A payment of any user."""

    user_id: UUID | None = Field(description="The user; null once the account is deleted", examples=[_USER])
    reference: str = Field(description="The provider's id of the payment", examples=["pi_1Q2w3e"])
    fee: MoneyResponse | None = Field(description="What the provider keeps of it; null until it is known")

    @classmethod
    def of(cls, payment: StoredPayment) -> Self:
        """Return the response of a payment."""
        facts = payment.facts
        fee = None if facts.fee is None else MoneyResponse.of(facts.fee)
        shown = dict(PaymentResponse.of(payment))
        return cls(**shown, user_id=payment.user_id, reference=facts.ref.reference, fee=fee)


class CustomerReferenceResponse(ResponseModel):
    """A provider that knows a user."""

    provider: str = Field(description="The provider of payments", examples=["stripe"])
    reference: str = Field(description="The provider's id of the customer", examples=["cus_1Q2w3e"])


class CustomerResponse(ResponseModel):
    """What billing knows of a user."""

    user_id: UUID = Field(description="The user", examples=[_USER])
    references: list[CustomerReferenceResponse] = Field(description="The providers that know the user")
    paid: list[MoneyResponse] = Field(description="What was paid, by currency")
    refunded: list[MoneyResponse] = Field(description="What was returned, by currency")
    owed: list[MoneyResponse] = Field(description="What is left to pay on open invoices, by currency")

    @classmethod
    def of(cls, account: CustomerAccount) -> Self:
        """Return the response of a user."""
        return cls(
            user_id=account.user_id,
            references=[CustomerReferenceResponse(provider=name, reference=ref) for name, ref in account.references],
            paid=[MoneyResponse.of(money) for money in account.paid],
            refunded=[MoneyResponse.of(money) for money in account.refunded],
            owed=[MoneyResponse.of(money) for money in account.owed],
        )
