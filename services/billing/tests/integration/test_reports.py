"""Reports of finance on a real Postgres, and over HTTP."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from services.billing.tests.histories import invoice, payment, ref, refund
from services.billing.tests.integration.api import Api, api_of, outcome
from services.billing.tests.integration.recording import record, unit_of_work

from billing.bootstrap import Container, build
from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceFacts, InvoiceLine, ObjectRef
from billing.domain.plans.plan import Price
from billing.settings import Settings
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

MARCH = datetime(2026, 3, 10, tzinfo=UTC)
ADA, BEN, CAT = UUID(int=11), UUID(int=12), UUID(int=13)


async def _prices(container: Container) -> dict[tuple[str, str], Price]:
    async with unit_of_work(container) as work:
        prices = await work.plans.prices(["basic", "premium"])
    return {(price.plan, price.interval): price for price in prices if price.money.currency == "USD"}


def _paid(number: int, user: UUID, price: Price, at: datetime, *, months: int = 1) -> InvoiceFacts:
    end = at.replace(year=at.year + (at.month + months - 1) // 12, month=(at.month + months - 1) % 12 + 1)
    line = InvoiceLine(description=price.plan, amount=price.money, price_id=price.id, period_start=at, period_end=end)
    made = invoice(number, subtotal=price.money.amount, at=at)
    return replace(
        made,
        user_id=user,
        subscription=ObjectRef("stripe", "subscription", f"sub_{user.int}"),
        status="paid",
        lines=(line,),
        paid=price.money,
        paid_at=at,
    )


async def _year(container: Container) -> None:
    """Ada pays in March, upgrades in April and stays; Ben pays yearly from April; Cat pays in March only."""
    prices = await _prices(container)
    basic, premium, yearly = prices["basic", "month"], prices["premium", "month"], prices["premium", "year"]
    upgrade = _paid(4, ADA, premium, MARCH.replace(month=4, day=20))
    line = replace(upgrade.lines[0], period_end=MARCH.replace(month=5), is_proration=True, amount=Money(700, "USD"))
    credit = replace(line, amount=Money(-350, "USD"), price_id=basic.id)
    total = Money(350, "USD")
    upgrade = replace(upgrade, lines=(credit, line), subtotal=total, total=total, paid=total)
    facts = [
        _paid(1, ADA, basic, MARCH),
        _paid(2, CAT, premium, MARCH),
        _paid(3, ADA, basic, MARCH.replace(month=4)),
        upgrade,
        _paid(5, BEN, yearly, MARCH.replace(month=4), months=12),
        _paid(6, ADA, premium, MARCH.replace(month=5)),
    ]
    cat = replace(payment(2, Money(1999, "USD"), of=facts[1], at=MARCH), user_id=CAT, fee=Money(88, "USD"))
    back = refund(1, cat, Money(999, "USD"), at=MARCH + timedelta(days=30))
    await record(container, *facts, *reversed(facts), cat, back)


async def _report(api: Api, query: str = "from=2026-03&to=2026-05&currency=USD") -> list[dict[str, Any]]:
    response = await api.finance("GET", f"/reports?{query}")
    assert response.status_code == 200, response.text
    data: list[dict[str, Any]] = response.json()["data"]
    return data


async def test_months_show_what_users_pay_and_how_that_changes(container: Container) -> None:
    await _year(container)
    async with api_of(container) as api:
        march, april, may = await _report(api)
    names = ("openingMrr", "newMrr", "expansion", "contraction", "lostMrr", "closingMrr")
    assert [march[name] for name in names] == [0, 2998, 0, 0, 0, 2998]
    assert [april[name] for name in names] == [2998, 1658, 1000, 0, 1999, 3657]
    assert [may[name] for name in names] == [3657, 0, 0, 0, 0, 3657]
    assert [april[name] for name in ("openingUsers", "newUsers", "lostUsers", "closingUsers")] == [2, 1, 1, 2]
    assert (april["arpu"], april["userChurn"], april["revenueChurn"]) == (1829, 5000, 6668)
    assert (march["revenue"], march["fees"], march["refunds"], april["refunds"]) == (2998, 88, 0, 999)
    assert [(plan["plan"], plan["openingMrr"], plan["closingMrr"]) for plan in april["plans"]] == [
        ("basic", 999, 0),
        ("premium", 1999, 3657),
    ]
    assert (march["userChurn"], march["isFinal"]) == (None, False)


async def test_final_months_do_not_change(container: Container) -> None:
    await _year(container)
    async with api_of(container) as api:
        before = await _report(api)
        await container.application.reports.close()
        closed = await _report(api)
        assert [month | {"isFinal": False} for month in closed] == before
        assert [month["isFinal"] for month in closed] == [True, True, True]
        late = _paid(9, UUID(int=14), (await _prices(container))["basic", "month"], MARCH)
        await record(container, late)
        await container.application.reports.close()
        assert await _report(api) == closed


async def test_month_is_open_for_two_weeks(create_database: CreateDatabase) -> None:
    settings = Settings(database_url=(await create_database("billing")).app, kafka_bootstrap="127.0.0.1:1")
    clock = FixedClock(datetime(2026, 4, 14, 23, tzinfo=UTC))
    container = build(settings, clock=clock)
    try:
        await _year(container)
        await container.application.reports.close()
        async with api_of(container) as api:
            assert [month["isFinal"] for month in await _report(api)] == [False, False]
            clock.instant += timedelta(hours=1)
            await container.application.reports.close()
            assert [month["isFinal"] for month in await _report(api)] == [True, False]
    finally:
        await container.runtime.close()


async def test_deleted_user_stays_in_the_months_that_have_passed(container: Container) -> None:
    await _year(container)
    async with api_of(container) as api:
        before = await _report(api)
        async with unit_of_work(container) as work:
            await work.reports.forget([ADA])
        assert await _report(api) == before


async def test_payments_in_advance_extend_what_was_paid(container: Container) -> None:
    price = (await _prices(container))["basic", "month"]
    early = [_paid(1, ADA, price, MARCH), _paid(2, ADA, price, MARCH + timedelta(days=10))]
    own = [
        replace(facts, subscription=None, ref=ref("invoice", number, "zarinpal"))
        for number, facts in enumerate(early, 1)
    ]
    await record(container, *own)
    async with api_of(container) as api:
        march, april, may = await _report(api)
    assert [month["closingMrr"] for month in (march, april, may)] == [999, 999, 0]


async def test_report_as_csv(container: Container) -> None:
    await _year(container)
    async with api_of(container) as api:
        response = await api.finance("GET", "/reports/csv?from=2026-04&to=2026-04&currency=USD")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(response.text)))
    assert [(row["month"], row["plan"], row["closing_mrr"]) for row in rows] == [
        ("2026-04", "", "3657"),
        ("2026-04", "basic", "0"),
        ("2026-04", "premium", "3657"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-05&to=2026-03&currency=USD",
        "from=2020-01&to=2026-03&currency=USD",
        "from=2026-13&to=2026-13&currency=USD",
        "from=2026-00&to=2026-01&currency=USD",
        "from=2026-01&to=2026-01&currency=XXX",
        "from=2026-1&to=2026-01&currency=USD",
        "from=2026-01&to=2026-01",
    ],
)
async def test_invalid_months_are_refused(container: Container, query: str) -> None:
    async with api_of(container) as api:
        assert outcome(await api.finance("GET", f"/reports?{query}")) == (400, "VALIDATION_ERROR")
        assert outcome(await api.user("GET", "/admin/billing/reports?from=2026-01&to=2026-01&currency=USD")) == (
            403,
            "FORBIDDEN",
        )
