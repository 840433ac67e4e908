"""Titles that are bought or rented: payments, plays and refunds in any order."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.money import Money
from billing.domain.purchases.purchase import Purchase
from chassis.testing.clock import NOON

pytestmark = pytest.mark.unit

HOUR = timedelta(hours=1)
RENTAL = Purchase(
    id=UUID(int=1),
    user_id=UUID(int=2),
    media_id=UUID(int=3),
    kind="rental",
    money=Money(399, "USD"),
    purchased_at=NOON,
    changed_at=NOON,
)


def test_rental_ends_48_hours_after_its_first_play() -> None:
    played = RENTAL.played(NOON + HOUR, NOON + HOUR)
    assert played.valid_until == NOON + 49 * HOUR
    assert played.status(NOON + 48 * HOUR) == "active"
    assert played.status(NOON + 49 * HOUR) == "expired"
    assert played.played(NOON + 2 * HOUR, NOON + 2 * HOUR) is played


def test_rental_that_is_not_started_within_30_days_ends() -> None:
    assert RENTAL.valid_until == NOON + timedelta(days=30)
    assert RENTAL.played(NOON + timedelta(days=30), NOON) is RENTAL
    last = RENTAL.played(NOON + timedelta(days=30) - HOUR, NOON)
    assert last.valid_until == NOON + timedelta(days=32) - HOUR


def test_play_before_the_payment_starts_nothing() -> None:
    assert RENTAL.played(NOON - HOUR, NOON) is RENTAL


def test_purchase_has_no_end_and_no_start() -> None:
    bought = replace(RENTAL, kind="purchase")
    assert bought.played(NOON + HOUR, NOON) is bought
    assert (bought.valid_until, bought.starts_until) == (None, None)
    assert bought.status(NOON + timedelta(days=9999)) == "active"


def test_refund_revokes_and_its_failure_gives_back() -> None:
    revoked = RENTAL.refunded(True, NOON + HOUR)
    assert (revoked.status(NOON), revoked.valid_until, revoked.version) == ("revoked", NOON + HOUR, 2)
    assert revoked.refunded(True, NOON + 2 * HOUR) is revoked
    assert revoked.refunded(False, NOON + 2 * HOUR).status(NOON) == "active"


Step = Callable[[Purchase], Purchase]


def _play(at: datetime) -> Step:
    return lambda purchase: purchase.played(at, NOON)


@given(st.permutations([_play(NOON + hours * HOUR) for hours in (-1, 3, 5, 3, 800)]))
def test_order_of_plays_does_not_matter(steps: Sequence[Step]) -> None:
    rental = RENTAL
    for step in steps:
        rental = step(rental)
    assert rental.valid_until == NOON + 51 * HOUR
