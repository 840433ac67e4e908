"""Changes of a subscription: another plan, a cancelation, a pause and its end; and the page of payment methods."""

import re
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.fields import request_key
from web.presentation.pages.billing.checkouts import leave_for
from web.presentation.pages.billing.overview import plan_names, show_overview
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

CHANGE: Final = "billing/change.html"
CANCEL: Final = "billing/cancel.html"
PAUSE: Final = "billing/pause.html"
NONE_YET: Final = "NO_SUBSCRIPTION"
TIMINGS: Final = ("period_end", "now")
_METHOD: Final = re.compile("[A-Za-z0-9_]{1,100}")


@router.get("/billing/change")
async def preview(visit: AccountVisit) -> Response:
    """Return what a change to the price of the query would do and cost."""
    price_id = visit.request.query_params.get("price", "")
    try:
        previewed = await visit.get("billing/subscription/preview", priceId=price_id)
    except ApiError as error:
        if error.code == NONE_YET or not price_id:
            return visit.redirect("/plans")
        rejection = rejection_of(error)
        return await _show_change(visit, rejection.status, price_id, None, **rejection.shown())
    return await _show_change(visit, 200, price_id, previewed)


@router.post("/billing/change")
async def change_plan(visit: AccountVisit) -> Response:
    """Change the plan as it was previewed."""
    form = await visit.form()
    price_id = str(form.get("price") or "")
    try:
        return await _request(visit, form, {"kind": "change_price", "priceId": price_id})
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show_change(visit, rejection.status, price_id, None, **rejection.shown())


@router.get("/billing/cancel")
async def cancel_page(visit: AccountVisit) -> Response:
    """Return the form of a cancelation."""
    return await _show_form(visit, CANCEL, 200)


@router.post("/billing/cancel")
async def cancel(visit: AccountVisit) -> Response:
    """Cancel the subscription at the end of its period, or at once."""
    form = await visit.form()
    timing = str(form.get("timing") or TIMINGS[0])
    try:
        return await _request(visit, form, {"kind": "cancel", "timing": timing})
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show_form(visit, CANCEL, rejection.status, **rejection.shown())


@router.get("/billing/pause")
async def pause_page(visit: AccountVisit) -> Response:
    """Return the form of a pause."""
    return await _show_form(visit, PAUSE, 200)


@router.post("/billing/pause")
async def pause(visit: AccountVisit) -> Response:
    """Pause the subscription until a day, or until it is resumed."""
    form = await visit.form()
    day = str(form.get("until") or "").strip()
    try:
        return await _request(visit, form, {"kind": "pause", **({"until": _begin(visit, day)} if day else {})})
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show_form(visit, PAUSE, rejection.status, until=day, **rejection.shown())


@router.post("/billing/resume")
async def resume(visit: AccountVisit) -> Response:
    """Withdraw a cancelation or a change that waits, or end a pause."""
    return await _request_from_overview(visit, "resume")


@router.post("/billing/pay")
async def pay(visit: AccountVisit) -> Response:
    """Try the payment of an overdue renewal at once."""
    return await _request_from_overview(visit, "pay")


@router.post("/billing/portal")
async def portal(visit: AccountVisit) -> Response:
    """Lead to the provider's page of payment methods."""
    await visit.form()
    try:
        opened = (await visit.call("POST", "billing/portal", json={"returnPath": "/billing"})).data
    except ApiError as error:
        return await show_overview(visit, error.status, **rejection_of(error).shown())
    return leave_for(visit, opened["url"], "billing.leaving_portal")


@router.post("/billing/methods/{method}/remove")
async def remove_method(visit: AccountVisit, method: str) -> Response:
    """Remove a means of payment from its provider."""
    form = await visit.form()
    if not _METHOD.fullmatch(method):
        raise ApiError(404, "PAYMENT_METHOD_NOT_FOUND")
    try:
        await visit.call("DELETE", f"billing/payment-methods/{method}", headers=request_key(form, method))
    except ApiError as error:
        return await show_overview(visit, error.status, **rejection_of(error).shown())
    return visit.redirect("/billing", "billing.method_removed")


@router.get("/parts/billing/changes/{change_id:uuid}")
async def pending(visit: AccountVisit, change_id: UUID) -> Response:
    """Return the part that waits for a change; it leads to the page again when the provider has responded."""
    change = await visit.get(f"billing/subscription/changes/{change_id}")
    if change["status"] != "pending" or not visit.is_fragment:
        return visit.redirect(f"/billing?change={change_id}")
    return visit.render("billing/pending.html", change=change)


async def _request(visit: Visit, form: FormData, body: Json) -> Response:
    """Request a change with the key of its form, and show what becomes of it; raise ApiError."""
    headers = request_key(form)
    change = (await visit.call("POST", "billing/subscription/changes", json=body, headers=headers)).data
    return visit.redirect(f"/billing?change={change['id']}")


async def _request_from_overview(visit: Visit, kind: str) -> Response:
    """Request a change that has no form of its own."""
    form = await visit.form()
    try:
        return await _request(visit, form, {"kind": kind})
    except ApiError as error:
        return await show_overview(visit, error.status, **rejection_of(error).shown())


async def _show_change(visit: Visit, status: int, price_id: str, previewed: Json, **values: Any) -> Response:
    parts = await visit.parts(own=("billing/subscription", {}), plans=("plans", {}))
    return visit.render_status(
        status,
        CHANGE,
        preview=previewed,
        price_id=price_id,
        own=parts["own"].data,
        names=plan_names(visit, parts["plans"]),
        key=str(uuid4()),
        **{**NONE, **values},
    )


async def _show_form(visit: Visit, template: str, status: int, **values: Any) -> Response:
    own = await visit.get("billing/subscription")
    if own["subscription"] is None:
        return visit.redirect("/billing")
    plans = await visit.part("plans")
    fixed = {"until": "", "timings": TIMINGS, **NONE}
    return visit.render_status(
        status, template, own=own, names=plan_names(visit, plans), key=str(uuid4()), **{**fixed, **values}
    )


def _begin(visit: Visit, day: str) -> str:
    """Return the begin of a day by the visitor's clock; the text itself if it is no day, which the API rejects."""
    try:
        begin = datetime.fromisoformat(day).replace(tzinfo=visit.viewer.zone)
        return begin.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return day
