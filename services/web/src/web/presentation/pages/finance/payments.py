"""The payments of all users, what one user has paid and owes, and refunds."""

from typing import Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.domain.money import minor_units
from web.presentation.fields import request_key
from web.presentation.pages.billing.history import invoice_document
from web.presentation.pages.user_names import user_names
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import FinanceVisit, Visit

router = APIRouter()

PATH: Final = "/admin/finance/payments"
STATUSES: Final = ("pending", "requires_action", "succeeded", "failed", "canceled")
REASONS: Final = ("requested_by_customer", "duplicate", "fraudulent")
PAGE_SIZE: Final = 30


@router.get(PATH)
async def payments(visit: FinanceVisit) -> Response:
    """Return payments, the newest first: those of all users, or of one with what that user has paid and owes."""
    return await _show(visit, 200)


@router.post(PATH + "/{payment_id:uuid}/refund")
async def refund(visit: FinanceVisit, payment_id: UUID) -> Response:
    """Return a payment, or a part of it, once for each form."""
    form = await visit.form()
    currency, text = str(form.get("currency") or ""), str(form.get("amount") or "").strip()
    body: dict[str, Any] = {"paymentId": str(payment_id), "reason": str(form.get("reason") or "")}
    if text:
        body["amount"] = {"amount": minor_units(text, currency), "currency": currency}
    try:
        headers = request_key(form, str(payment_id))
        await visit.call("POST", "admin/billing/refunds", json=body, headers=headers)
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show(visit, rejection.status, **rejection.shown())
    return visit.back("finance.refund_requested", PATH)


@router.get("/admin/finance/invoices/{invoice_id:uuid}/document")
async def document(visit: FinanceVisit, invoice_id: UUID) -> Response:
    """Return an invoice of any user as a file."""
    return await invoice_document(visit, f"admin/billing/invoices/{invoice_id}/document")


async def _show(visit: Visit, status: int, **values: Any) -> Response:
    params = visit.request.query_params
    state, user_id = params.get("status", ""), params.get("userId", "").strip()
    chosen = {"status": state if state in STATUSES else "", "userId": user_id}
    listed = await visit.listed("admin/billing/payments", **chosen, limit=PAGE_SIZE, cursor=params.get("cursor"))
    customer = invoices = None
    if user_id:
        parts = await visit.parts(
            customer=(f"admin/billing/customers/{user_id}", {}),
            invoices=("admin/billing/invoices", {"userId": user_id, "limit": PAGE_SIZE}),
        )
        customer, invoices = parts["customer"], parts["invoices"]
    return visit.render_status(
        status,
        "finance/payments.html",
        payments=listed.data,
        meta=listed.meta,
        chosen=chosen,
        statuses=STATUSES,
        reasons=REASONS,
        customer=customer,
        invoices=invoices,
        names=await user_names(visit, (one["userId"] for one in listed.data)),
        key=str(uuid4()),
        **{**NONE, **values},
    )
