"""Bodies about reports, and their parameters."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from billing.application.reports.reporting import MOST_MONTHS
from billing.domain.reports.month import MonthReport, PlanMonth
from billing.presentation.money import Currency
from chassis.http.schemas import Parameters, ResponseModel


def _month(value: str) -> str:
    if not 1 <= int(value[5:]) <= 12:
        raise PydanticCustomError("month", "must be a month of a year: 01 to 12")
    return value


Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-[0-9]{2}$"), AfterValidator(_month)]


class ReportParams(Parameters):
    """Which months to report."""

    since: Month = Field(alias="from", description="First month", examples=["2026-01"])
    until: Month = Field(alias="to", description="Last month, at most 35 months after the first", examples=["2026-11"])
    currency: Currency = Field(description="Code of ISO 4217", examples=["USD"])

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        first, last = self.months
        if not 0 <= (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS:
            raise PydanticCustomError("to", "to must be 0 to 35 months after from")
        return self

    @property
    def months(self) -> tuple[date, date]:
        """Return the first and the last month."""
        return date.fromisoformat(f"{self.since}-01"), date.fromisoformat(f"{self.until}-01")


class PlanMonthResponse(ResponseModel):
    """The figures of a plan in a month. Amounts are in minor units."""

    plan: str = Field(description="Code of the plan", examples=["premium"])
    opening_mrr: int = Field(description="Recurring revenue per month at the begin", examples=[199900])
    closing_mrr: int = Field(description="The same at the end", examples=[219890])
    opening_users: int = Field(description="Users who paid at the begin", examples=[100])
    closing_users: int = Field(description="Users who pay at the end", examples=[110])
    new_users: int = Field(description="Of these, users who paid nothing at the begin", examples=[15])
    lost_users: int = Field(description="Users at the begin who pay nothing any more", examples=[5])

    @classmethod
    def of(cls, month: PlanMonth) -> Self:
        """Return the response of a plan."""
        return cls(
            plan=month.plan,
            opening_mrr=month.opening_mrr,
            closing_mrr=month.closing_mrr,
            opening_users=month.opening_users,
            closing_users=month.closing_users,
            new_users=month.new_users,
            lost_users=month.lost_users,
        )


class MonthResponse(ResponseModel):
    """The figures of a month. Amounts are in minor units.

    `closingMrr` is `openingMrr` with `newMrr` and `expansion`, less `contraction` and `lostMrr`.
    """

    month: str = Field(description="The month (UTC)", examples=["2026-11"])
    currency: str = Field(description="Code of ISO 4217", examples=["USD"])
    is_final: bool = Field(description="Whether it can not change any more: 14 days after its end", examples=[True])
    opening_mrr: int = Field(description="Recurring revenue per month at the begin", examples=[199900])
    new_mrr: int = Field(description="Of users who paid nothing at the begin", examples=[29985])
    expansion: int = Field(description="What users pay more than at the begin", examples=[0])
    contraction: int = Field(description="What users pay less than at the begin", examples=[0])
    lost_mrr: int = Field(description="Of users who pay nothing any more", examples=[9995])
    closing_mrr: int = Field(description="Recurring revenue per month at the end", examples=[219890])
    opening_users: int = Field(description="Users who paid at the begin", examples=[100])
    new_users: int = Field(description="Users who pay at the end and paid nothing at the begin", examples=[15])
    lost_users: int = Field(description="Users who paid at the begin and pay nothing any more", examples=[5])
    closing_users: int = Field(description="Users who pay at the end", examples=[110])
    arpu: int | None = Field(description="`closingMrr` by `closingUsers`; null without users", examples=[1999])
    user_churn: int | None = Field(
        description="`lostUsers` by `openingUsers` in basis points: 500 are 5 %; null without users", examples=[500]
    )
    revenue_churn: int | None = Field(
        description="`lostMrr` and `contraction` by `openingMrr` in basis points; null without revenue", examples=[500]
    )
    revenue: int = Field(description="What was invoiced, without tax and before discounts", examples=[219890])
    discounts: int = Field(description="What coupons deducted", examples=[0])
    refunds: int = Field(description="What was given back", examples=[1999])
    fees: int = Field(description="What providers kept", examples=[9670])
    written_off: int = Field(description="What was invoiced and given up", examples=[0])
    plans: list[PlanMonthResponse] = Field(description="By code of the plan")

    @classmethod
    def of(cls, report: MonthReport) -> Self:
        """Return the response of a month."""
        return cls(
            month=f"{report.month:%Y-%m}",
            currency=report.currency,
            is_final=report.is_final,
            opening_mrr=report.opening_mrr,
            new_mrr=report.new_mrr,
            expansion=report.expansion,
            contraction=report.contraction,
            lost_mrr=report.lost_mrr,
            closing_mrr=report.closing_mrr,
            opening_users=report.opening_users,
            new_users=report.new_users,
            lost_users=report.lost_users,
            closing_users=report.closing_users,
            arpu=report.arpu,
            user_churn=report.user_churn,
            revenue_churn=report.revenue_churn,
            revenue=report.revenue,
            discounts=report.discounts,
            refunds=report.refunds,
            fees=report.fees,
            written_off=report.written_off,
            plans=[PlanMonthResponse.of(plan) for plan in report.by_plan()],
        )
