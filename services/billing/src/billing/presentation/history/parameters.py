"""Query parameters of the lists of invoices and payments."""

from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Path
from pydantic import AwareDatetime, Field

from billing.application.payments.read_models import HistoryFilter
from billing.presentation.documents.texts import Language
from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.schemas import Parameters

INVOICES: Final = Order("invoices", (instant, identifier))
PAYMENTS: Final = Order("payments", (instant, identifier))
_AT: Final = "2026-11-30T12:00:00Z"
InvoiceStatus = Literal["open", "paid", "void", "uncollectible"]
PaymentStatus = Literal["pending", "requires_action", "succeeded", "failed", "canceled"]

InvoiceId = Annotated[
    UUID, Path(alias="invoiceId", description="Id of the invoice", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]


class HistoryParams(DeepPartParams):
    """Which part of a list to return, and of which time."""

    since: AwareDatetime | None = Field(
        default=None, alias="from", description="At or after this instant", examples=[_AT]
    )
    until: AwareDatetime | None = Field(default=None, alias="to", description="Before this instant", examples=[_AT])

    def chosen(self, user_id: UUID | None, status: str | None = None) -> HistoryFilter:
        """Return the filter for the items of one user, or of all."""
        return HistoryFilter(user_id=user_id, status=status, since=self.since, until=self.until)


class _OfAll(HistoryParams):
    user_id: UUID | None = Field(
        default=None, description="Of this user only", examples=["0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41"]
    )


class AllInvoicesParams(_OfAll):
    """Which invoices of all users to return."""

    status: InvoiceStatus | None = Field(default=None, description="With this status only", examples=["open"])


class AllPaymentsParams(_OfAll):
    """Which payments of all users to return."""

    status: PaymentStatus | None = Field(default=None, description="With this status only", examples=["succeeded"])


class DocumentParams(Parameters):
    """In which form to return an invoice."""

    format: Literal["pdf", "html"] = Field(default="pdf", description="Format of the document", examples=["pdf"])
    language: Language = Field(default="en", description="Language of the document", examples=["uk"])
