"""The figures of each month in one currency: recurring revenue, users, churn and refunds."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError, Part
from web.presentation.pages.billing.offers import WORLDWIDE, currencies_of
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import FinanceVisit, Visit

router = APIRouter()

MONTHS: Final = 12
"""Months that are shown unless others are chosen."""


@router.get("/admin/finance")
async def reports(visit: FinanceVisit) -> Response:
    """Return the report of the chosen months and currency."""
    query = chosen_report(visit)
    plans = await visit.part("admin/billing/plans")
    values = {"chosen": query, "currencies": _currencies(plans, query["currency"])}
    try:
        months = await visit.get("admin/billing/reports", **query)
    except ApiError as error:
        if error.status != 400:
            raise
        rejection = rejection_of(error)
        return visit.render_status(400, "finance/reports.html", months=[], **values, **rejection.shown())
    return visit.render("finance/reports.html", months=months, **values, **NONE)


@router.get("/admin/finance/report.csv")
async def report_file(visit: FinanceVisit) -> Response:
    """Return the same report as a table."""
    return visit.file(await visit.call("GET", "admin/billing/reports/csv", query=chosen_report(visit)))


def chosen_report(visit: Visit) -> dict[str, str]:
    """Return the months and the currency that the query names; this month and those before it without any."""
    today, params = visit.clock.now().date(), visit.request.query_params
    year, month = divmod(today.year * 12 + today.month - MONTHS, 12)
    return {
        "from": params.get("from") or f"{year}-{month + 1:02}",
        "to": params.get("to") or f"{today:%Y-%m}",
        "currency": params.get("currency") or WORLDWIDE,
    }


def _currencies(plans: Part, chosen: str) -> list[str]:
    return sorted({*currencies_of(plans.data or ()), chosen})
