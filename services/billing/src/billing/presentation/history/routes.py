"""Routes of a user's invoices and payments."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from billing.domain.payments.errors import InvoiceNotFound
from billing.presentation.dependencies import PRIVATE, READS, ApplicationDep
from billing.presentation.documents.content import Content, content_of
from billing.presentation.documents.html import html_of
from billing.presentation.documents.pdf import pdf_of
from billing.presentation.errors import refuses
from billing.presentation.history.parameters import INVOICES, PAYMENTS, DocumentParams, HistoryParams, InvoiceId
from billing.presentation.history.schemas import InvoiceAccountResponse, InvoiceResponse, PaymentResponse
from chassis.http.document.error_cases import Responses
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/billing", tags=["billing"])

DOCUMENT: Final[Responses] = {
    200: {
        "description": "The document",
        "content": {
            "application/pdf": {"schema": {"type": "string", "format": "binary"}, "example": "%PDF-1.4 …"},
            "text/html": {"schema": {"type": "string"}, "example": "<!doctype html>…"},
        },
    }
}


@router.get("/invoices", summary="List own invoices", responses=READS)
async def list_invoices(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[HistoryParams, Query()],
    response: Response,
) -> CursorPage[InvoiceResponse]:
    """Return the invoices of the signed-in user, the newest first."""
    response.headers.update(PRIVATE)
    part = params.part(INVOICES)
    invoices = await use_cases.history.invoices(params.chosen(principal.user_id), part)
    return params.page(INVOICES, part, invoices, InvoiceResponse.of)


@router.get("/invoices/{invoiceId}", summary="Get an own invoice", responses={**READS, **refuses(InvoiceNotFound)})
async def get_invoice(
    use_cases: ApplicationDep, principal: CurrentPrincipal, invoice_id: InvoiceId, response: Response
) -> Success[InvoiceAccountResponse]:
    """Return an invoice of the signed-in user with its lines, payments and refunds."""
    response.headers.update(PRIVATE)
    account = await use_cases.history.invoice(invoice_id, principal.user_id)
    return Success(data=InvoiceAccountResponse.of_account(account))


@router.get(
    "/invoices/{invoiceId}/document",
    summary="Get an own invoice as a document",
    response_class=Response,
    responses={**DOCUMENT, **refuses(InvoiceNotFound)},
)
async def get_document(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    invoice_id: InvoiceId,
    params: Annotated[DocumentParams, Query()],
) -> Response:
    """Return an invoice of the signed-in user as PDF, or as a page that can be printed.

    Once it is paid, it is the receipt as well.
    """
    account = await use_cases.history.invoice(invoice_id, principal.user_id)
    return await document(content_of(account, use_cases.seller, params.language), params)


async def document(content: Content, params: DocumentParams) -> Response:
    """Return the response of a document."""
    headers = PRIVATE | {"Content-Disposition": f'inline; filename="{content.file_name}.{params.format}"'}
    if params.format == "html":
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return Response(html_of(content), media_type="text/html", headers=headers | policy)
    return Response(await asyncio.to_thread(pdf_of, content), media_type="application/pdf", headers=headers)


@router.get("/payments", summary="List own payments", responses=READS)
async def list_payments(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[HistoryParams, Query()],
    response: Response,
) -> CursorPage[PaymentResponse]:
    """Return the payments of the signed-in user, the newest first, also those that failed."""
    response.headers.update(PRIVATE)
    part = params.part(PAYMENTS)
    payments = await use_cases.history.payments(params.chosen(principal.user_id), part)
    return params.page(PAYMENTS, part, payments, PaymentResponse.of)
