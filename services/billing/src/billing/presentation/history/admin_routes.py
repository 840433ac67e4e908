"""Routes of finance: the invoices and payments of all users."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from billing.domain.payments.errors import InvoiceNotFound
from billing.presentation.dependencies import ApplicationDep
from billing.presentation.documents.content import content_of
from billing.presentation.errors import refuses
from billing.presentation.history.admin_schemas import AdminInvoiceResponse, AdminPaymentResponse, CustomerResponse
from billing.presentation.history.parameters import (
    INVOICES,
    PAYMENTS,
    AllInvoicesParams,
    AllPaymentsParams,
    DocumentParams,
    InvoiceId,
)
from billing.presentation.history.routes import DOCUMENT, document
from billing.presentation.history.schemas import InvoiceAccountResponse
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import FinancePrincipal

router = APIRouter(prefix="/admin/billing", tags=["billing"])

UserId = Annotated[
    UUID, Path(alias="userId", description="Id of the user", examples=["0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41"])
]


@router.get("/invoices", summary="List all invoices")
async def list_all_invoices(
    use_cases: ApplicationDep, _: FinancePrincipal, params: Annotated[AllInvoicesParams, Query()]
) -> CursorPage[AdminInvoiceResponse]:
    """Return the invoices of all users, the newest first."""
    part = params.part(INVOICES)
    invoices = await use_cases.history.invoices(params.chosen(params.user_id, params.status), part)
    return params.page(INVOICES, part, invoices, AdminInvoiceResponse.of)


@router.get("/invoices/{invoiceId}", summary="Get any invoice", responses=refuses(InvoiceNotFound))
async def get_any_invoice(
    use_cases: ApplicationDep, _: FinancePrincipal, invoice_id: InvoiceId
) -> Success[InvoiceAccountResponse]:
    """Return an invoice with its lines, payments and refunds."""
    return Success(data=InvoiceAccountResponse.of_account(await use_cases.history.invoice(invoice_id)))


@router.get(
    "/invoices/{invoiceId}/document",
    summary="Get any invoice as a document",
    response_class=Response,
    responses={**DOCUMENT, **refuses(InvoiceNotFound)},
)
async def get_any_document(
    use_cases: ApplicationDep,
    _: FinancePrincipal,
    invoice_id: InvoiceId,
    params: Annotated[DocumentParams, Query()],
) -> Response:
    """Return an invoice as PDF, or as a page that can be printed."""
    account = await use_cases.history.invoice(invoice_id)
    return await document(content_of(account, use_cases.seller, params.language), params)


@router.get("/payments", summary="List all payments")
async def list_all_payments(
    use_cases: ApplicationDep, _: FinancePrincipal, params: Annotated[AllPaymentsParams, Query()]
) -> CursorPage[AdminPaymentResponse]:
    """Return the payments of all users, the newest first, also those that failed."""
    part = params.part(PAYMENTS)
    payments = await use_cases.history.payments(params.chosen(params.user_id, params.status), part)
    return params.page(PAYMENTS, part, payments, AdminPaymentResponse.of)


@router.get("/customers/{userId}", summary="Get what is known of a user")
async def get_customer(use_cases: ApplicationDep, _: FinancePrincipal, user_id: UserId) -> Success[CustomerResponse]:
    """Return the providers that know a user, and what the user has paid, got back and owes.

    For a user who has never paid, all of it is empty.
    """
    return Success(data=CustomerResponse.of(await use_cases.history.customer(user_id)))
