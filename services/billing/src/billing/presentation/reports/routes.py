"""Routes of finance: reports by month."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from billing.domain.reports.month import MonthReport
from billing.presentation.dependencies import ApplicationDep
from billing.presentation.reports.schemas import MonthResponse, ReportParams
from chassis.http.document.error_cases import Responses
from chassis.http.schemas import Success
from chassis.http.tokens import FinancePrincipal

router = APIRouter(prefix="/admin/billing/reports", tags=["billing"])

_CSV: Final[Responses] = {
    200: {
        "description": "The report",
        "content": {"text/csv": {"schema": {"type": "string"}, "example": "month,plan,currency\n2026-11,,USD\n"}},
    }
}
Params = Annotated[ReportParams, Query()]


@router.get("", summary="Get the finance report")
async def get_report(use_cases: ApplicationDep, _: FinancePrincipal, params: Params) -> Success[list[MonthResponse]]:
    """Return the figures of each month in one currency: MRR and its movements, ARPU, churn, refunds, by plan as well.

    A month is final 14 days after its end, and never changes afterwards.
    """
    reports = await use_cases.reports.between(params.currency, *params.months)
    return Success(data=[MonthResponse.of(report) for report in reports])


@router.get("/csv", summary="Get the finance report as CSV", response_class=Response, responses=_CSV)
async def get_csv(use_cases: ApplicationDep, _: FinancePrincipal, params: Params) -> Response:
    """Return the same as a table with a row per month, and a row per month and plan.

    Rows of a month have no plan; amounts are in minor units.
    """
    reports = await use_cases.reports.between(params.currency, *params.months)
    name = f"report-{params.currency}-{params.since}-{params.until}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(_table(reports), media_type="text/csv", headers=headers)


def _table(reports: Iterable[MonthReport]) -> str:
    names = [name for name in MonthResponse.model_fields if name != "plans"]
    file = StringIO()
    writer = csv.DictWriter(file, ["month", "plan", *(name for name in names if name != "month")], restval="")
    writer.writeheader()
    for report in reports:
        shown: dict[str, Any] = MonthResponse.of(report).model_dump()
        plans = shown.pop("plans")
        writer.writerow(shown)
        for plan in plans:
            writer.writerow(plan | {name: shown[name] for name in ("month", "currency", "is_final")})
    return file.getvalue()
