"""What a user was invoiced, has paid, and has bought."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/billing")

PAGE_SIZE: Final = 20
FORMATS: Final = ("pdf", "html")


@router.get("/invoices")
async def invoices(visit: AccountVisit) -> Response:
    """Return the invoices of the user, the newest first."""
    listed = await visit.listed("billing/invoices", limit=PAGE_SIZE, cursor=_cursor(visit))
    return visit.render("billing/invoices.html", invoices=listed.data, meta=listed.meta)


@router.get("/invoices/{invoice_id:uuid}")
async def invoice(visit: AccountVisit, invoice_id: UUID) -> Response:
    """Return an invoice with its lines, payments and refunds."""
    return visit.render("billing/invoice.html", invoice=await visit.get(f"billing/invoices/{invoice_id}"))


@router.get("/invoices/{invoice_id:uuid}/document")
async def document(visit: AccountVisit, invoice_id: UUID) -> Response:
    """Return an invoice as a file."""
    return await invoice_document(visit, f"billing/invoices/{invoice_id}/document")


async def invoice_document(visit: Visit, path: str) -> Response:
    """Return a document of the API in the format that the query names, with the policy that it comes with."""
    chosen = visit.request.query_params.get("format", "")
    query = {"format": chosen if chosen in FORMATS else FORMATS[0], "language": visit.viewer.language}
    return visit.file(await visit.call("GET", path, query=query), "content-security-policy")


@router.get("/payments")
async def payments(visit: AccountVisit) -> Response:
    """Return the payments of the user, the newest first, also those that failed."""
    listed = await visit.listed("billing/payments", limit=PAGE_SIZE, cursor=_cursor(visit))
    return visit.render("billing/payments.html", payments=listed.data, meta=listed.meta)


@router.get("/purchases")
async def purchases(visit: AccountVisit) -> Response:
    """Return the titles that the user has bought or rented."""
    bought = await visit.get("billing/purchases")
    titles = await titles_by_id(visit, (one["mediaId"] for one in bought), language=visit.viewer.language)
    return visit.render("billing/purchases.html", purchases=bought, titles=titles)


def _cursor(visit: Visit) -> str | None:
    return visit.request.query_params.get("cursor")
