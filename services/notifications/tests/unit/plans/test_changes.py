"""What a user hears of two states of the plan that follow each other."""

from datetime import timedelta
from typing import get_args
from uuid import UUID

import pytest

from chassis.testing.clock import NOON
from contracts.billing import SubscriptionStatus
from notifications.domain.plans.changes import PlanStatus, UserPlan, occurrence_of

pytestmark = pytest.mark.unit

STATUSES: tuple[PlanStatus, ...] = get_args(PlanStatus)
MESSAGES = {
    ("trialing", "past_due"): "payment_failed",
    ("active", "past_due"): "payment_failed",
    ("unpaid", "past_due"): "payment_failed",
    ("paused", "past_due"): "payment_failed",
    ("trialing", "unpaid"): "payment_overdue",
    ("active", "unpaid"): "payment_overdue",
    ("past_due", "unpaid"): "payment_overdue",
    ("paused", "unpaid"): "payment_overdue",
    **{(status, "expired"): "plan_expired" for status in ("trialing", "active", "past_due", "unpaid", "paused")},
    **{(status, "canceled"): "plan_canceled" for status in ("trialing", "active", "past_due", "unpaid", "paused")},
    **{(status, "active"): "plan_active_again" for status in ("past_due", "unpaid", "paused")},
}


def plan(status: PlanStatus, version: int = 1, *, code: str = "premium", subscription: int = 1) -> UserPlan:
    return UserPlan(UUID(int=9), version, UUID(int=subscription), code, status, NOON + timedelta(days=3), NOON)


def test_the_statuses_are_those_of_the_contract() -> None:
    assert get_args(PlanStatus) == get_args(SubscriptionStatus)


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", STATUSES)
def test_each_change_of_the_status_has_its_message_or_none(before: PlanStatus, after: PlanStatus) -> None:
    occurrence = occurrence_of(plan(before), plan(after, 2))

    assert (None if occurrence is None else occurrence.kind.name) == MESSAGES.get((before, after))


def test_another_subscription_is_what_the_user_has_bought() -> None:
    assert occurrence_of(plan("past_due"), plan("active", 2, subscription=2)) is None


def test_the_end_of_a_plan_names_the_plan_that_has_ended() -> None:
    expired = occurrence_of(plan("unpaid"), plan("expired", 2, code="free"))
    failed = occurrence_of(plan("active", code="basic"), plan("past_due", 2))

    assert expired is not None
    assert failed is not None
    assert (expired.values["plan"], failed.values["plan"]) == ("premium", "premium")
    assert failed.values["until"] == (NOON + timedelta(days=3)).isoformat()


def test_two_failures_are_two_occurrences() -> None:
    first = occurrence_of(plan("active", 1), plan("past_due", 2))
    second = occurrence_of(plan("active", 3), plan("past_due", 4))

    assert first is not None
    assert second is not None
    assert first.notification_id != second.notification_id
