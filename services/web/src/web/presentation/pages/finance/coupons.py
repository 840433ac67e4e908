"""Coupons: what they deduct, when and how often they can be used."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.domain.money import minor_units
from web.presentation.fields import whole_number
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import FinanceVisit, Visit

router = APIRouter()

PATH: Final = "/admin/finance/coupons"


@router.get(PATH)
async def coupons(visit: FinanceVisit) -> Response:
    """Return every coupon and the form of a new one."""
    return await _show(visit, 200)


@router.post(PATH)
async def add_coupon(visit: FinanceVisit) -> Response:
    """Add a coupon."""
    form = await visit.form()
    try:
        await visit.call("POST", "admin/billing/coupons", json=_body(visit, form))
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show(visit, rejection.status, sent=form, **rejection.shown())
    return visit.redirect(PATH, "layout.saved")


@router.post(PATH + "/{code}/withdraw")
async def withdraw(visit: FinanceVisit, code: str) -> Response:
    """Withdraw a coupon; who has redeemed it keeps it."""
    await visit.form()
    await visit.call("DELETE", f"admin/billing/coupons/{code}")
    return visit.redirect(PATH, "admin.done")


async def _show(visit: Visit, status: int, **values: Any) -> Response:
    listed = await visit.get("admin/billing/coupons")
    plans = await visit.part("admin/billing/plans")
    return visit.render_status(
        status,
        "finance/coupons.html",
        coupons=listed,
        plans=plans.data or [],
        **{"sent": FormData(), **NONE, **values},
    )


def _body(visit: Visit, form: FormData) -> Json:
    text = {name: str(form.get(name) or "").strip() for name in ("code", "percent", "amount", "currency", "months")}
    most, per_user, begin, end = (
        str(form.get(name) or "").strip() for name in ("most", "mostPerUser", "validFrom", "validUntil")
    )
    currency = text["currency"].upper()
    amount = {"amount": minor_units(text["amount"], currency), "currency": currency} if text["amount"] else None
    return {
        "code": text["code"],
        "percent": whole_number(text["percent"]) if text["percent"] else None,
        "amount": amount,
        "plans": [str(code) for code in form.getlist("plans")],
        "months": whole_number(text["months"]) if text["months"] else None,
        "most": whole_number(most) if most else None,
        "mostPerUser": whole_number(per_user or "1"),
        "validFrom": f"{begin}T00:00:00Z" if begin else visit.clock.now().isoformat().replace("+00:00", "Z"),
        "validUntil": f"{end}T00:00:00Z" if end else None,
    }
