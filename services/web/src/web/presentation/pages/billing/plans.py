"""The plans that are sold, and the form that opens a checkout for one of them."""

from typing import Any, Final
from uuid import uuid4

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.fields import request_key
from web.presentation.pages.billing.offers import (
    INTERVALS,
    Holding,
    choose_currency,
    choose_interval,
    currencies_of,
    holding_of,
    price_by_id,
    price_in,
)
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, OpenVisit, Visit

router = APIRouter()

PAGE: Final = "billing/plan.html"


@router.get("/plans")
async def plans(visit: OpenVisit) -> Response:
    """Return the plans with their prices in one currency and interval, and what the visitor can do with each."""
    sold = await visit.get("plans")
    holding = await holding_of(visit)
    currencies = currencies_of(sold)
    currency, interval = choose_currency(visit, currencies, holding.currency), choose_interval(visit)
    prices = {plan["code"]: price_in(plan, interval, currency) for plan in sold}
    return visit.render(
        "billing/plans.html",
        plans=sold,
        prices=prices,
        steps={plan["code"]: holding.step(plan, prices[plan["code"]]) for plan in sold},
        holding=holding,
        currencies=currencies,
        currency=currency,
        interval=interval,
        intervals=INTERVALS,
    )


@router.get("/plans/{code}")
async def plan_page(visit: AccountVisit, code: str) -> Response:
    """Return the form that opens a checkout. Its key makes a repetition of it open no second one."""
    plan = await visit.get(f"plans/{code}")
    holding = await holding_of(visit)
    currency = choose_currency(visit, currencies_of([plan]), holding.currency)
    price = price_in(plan, choose_interval(visit), currency)
    if price is None:
        return visit.redirect("/plans")
    return _show(visit, plan, price, holding, 200)


@router.post("/plans/{code}")
async def subscribe(visit: AccountVisit, code: str) -> Response:
    """Open a checkout and lead to its page, or show what a coupon deducts."""
    form = await visit.form()
    plan = await visit.get(f"plans/{code}")
    price = price_by_id(plan, str(form.get("price") or ""))
    coupon = str(form.get("code") or "").strip()
    try:
        if form.get("action") == "coupon":
            discount = await _discount(visit, coupon, price["id"])
            return _show(visit, plan, price, await holding_of(visit), 200, sent=form, discount=discount)
        body = {
            "priceId": price["id"],
            "provider": str(form.get("provider") or ""),
            "language": visit.viewer.language,
            **({"coupon": coupon} if coupon else {}),
        }
        checkout = (await visit.call("POST", "billing/checkouts", json=body, headers=request_key(form))).data
    except ApiError as error:
        rejection = rejection_of(error)
        # What the provider may have begun is repeated with the same key; anything else is another request.
        holding, keeps = await holding_of(visit), error.status >= 500
        return _show(visit, plan, price, holding, rejection.status, sent=form, keeps=keeps, **rejection.shown())
    return visit.redirect(f"/billing/checkouts/{checkout['id']}")


async def _discount(visit: Visit, code: str, price_id: str) -> Json:
    if not code:
        return None
    return (await visit.call("POST", "billing/coupons/validate", json={"code": code, "priceId": price_id})).data


def _show(
    visit: Visit,
    plan: Json,
    price: Json,
    holding: Holding,
    status: int,
    *,
    sent: FormData | None = None,
    keeps: bool = True,
    **values: Any,
) -> Response:
    fields = sent or FormData()
    key = str(fields.get("key") or "") if keeps else ""
    fixed = {"discount": None, **NONE}
    return visit.render_status(
        status,
        PAGE,
        plan=plan,
        price=price,
        holding=holding,
        providers=holding.taking(price["price"]["currency"]),
        provider=str(fields.get("provider") or ""),
        coupon=str(fields.get("code") or ""),
        key=key or str(uuid4()),
        **{**fixed, **values},
    )
