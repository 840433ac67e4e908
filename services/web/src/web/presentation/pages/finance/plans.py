"""Plans and prices: descriptions and limits, what is sold, and at what price."""

from typing import Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.domain.money import minor_units
from web.presentation.fields import request_key, seen_version, whole_number
from web.presentation.pages.billing.offers import INTERVALS
from web.presentation.rejections import NONE, rejection_of
from web.presentation.rendering.texts import LANGUAGES
from web.presentation.visits import FinanceVisit, Visit

router = APIRouter()

PATH: Final = "/admin/finance/plans"
CLASSES: Final = ("free", "basic", "standard", "premium")
NUMBERS: Final = ("rank", "deviceLimit", "concurrentStreams", "trialDays")
NEW: Final = "new"
"""The address of the form of a plan that does not exist yet; no plan has this code."""


@router.get(PATH)
async def plans(visit: FinanceVisit) -> Response:
    """Return every plan, also those that are not sold any more."""
    return visit.render("finance/plans.html", plans=await visit.get("admin/billing/plans"))


@router.get(PATH + "/{code}")
async def plan_form(visit: FinanceVisit, code: str) -> Response:
    """Return a plan with its prices, or the form of a new one."""
    return await _show(visit, code, 200)


@router.post(PATH + "/{code}")
async def change_plan(visit: FinanceVisit, code: str) -> Response:
    """Change the plan that the editor has seen, or add one."""
    form = await visit.form()
    name = str(form.get("code") or "").strip() if code == NEW else code
    try:
        await visit.call("PUT", f"admin/billing/plans/{name or '-'}", json=_body(form), headers=seen_version(form))
    except ApiError as error:
        return await _again(visit, code, error, sent=form)
    return visit.redirect(f"{PATH}/{name}", "layout.saved")


@router.post(PATH + "/{code}/{action}")
async def act(visit: FinanceVisit, code: str, action: str) -> Response:
    """Archive or restore a plan, add a price, or archive one."""
    form = await visit.form()
    path = f"admin/billing/plans/{code}"
    currency = str(form.get("currency") or "").strip().upper()
    try:
        if action == "prices":
            amount = minor_units(str(form.get("amount") or ""), currency)
            body = {"interval": str(form.get("interval") or ""), "amount": amount, "currency": currency}
            await visit.call("POST", f"{path}/prices", json=body, headers=request_key(form))
        elif action in ("archive", "restore"):
            await visit.call("POST" if action == "archive" else "DELETE", f"{path}/archive")
        elif action == "archive-price":
            await visit.call("DELETE", f"admin/billing/prices/{_id(form.get('price'))}")
        else:
            raise HTTPException(404)
    except ApiError as error:
        return await _again(visit, code, error)
    return visit.redirect(f"{PATH}/{code}", "admin.done")


async def _again(visit: Visit, code: str, error: ApiError, **values: Any) -> Response:
    """Return the form with what is wrong; raise the error of a plan that another editor has changed meanwhile."""
    if error.status in (404, 412, 428):
        raise error
    rejection = rejection_of(error)
    return await _show(visit, code, rejection.status, **values, **rejection.shown())


async def _show(visit: Visit, code: str, status: int, **values: Any) -> Response:
    every = await visit.get("admin/billing/plans")
    plan = next((one for one in every if one["code"] == code), None)
    if plan is None and code != NEW:
        raise ApiError(404, "PLAN_NOT_FOUND")
    return visit.render_status(
        status,
        "finance/plan.html",
        plan=plan,
        code=code,
        classes=CLASSES,
        intervals=INTERVALS,
        numbers=NUMBERS,
        key=str(uuid4()),
        **{"sent": {}, **NONE, **values},
    )


def _body(form: FormData) -> Json:
    texts = {
        group: {language: str(form.get(f"{group}-{language}") or "").strip() for language in LANGUAGES}
        for group in ("names", "descriptions")
    }
    numbers = {name: whole_number(str(form.get(name) or "")) for name in NUMBERS}
    return {**texts, **numbers, "rateClass": str(form.get("rateClass") or "")}


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise ApiError(404, "PRICE_NOT_FOUND") from None
