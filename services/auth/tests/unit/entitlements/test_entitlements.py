"""What counts of the plan of a user, and until when."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.auth.tests.integration.entitlements.events import subscription

from auth.application.entitlements.applying import ApplyEntitlements
from auth.domain.entitlements.entitlement import DeviceLimits, Entitlement, plan_of
from auth.presentation.entitlements.event_mapping import MOST_DEVICES, entitlement
from chassis.messaging.records import InvalidEvent
from chassis.testing.clock import NOON

pytestmark = pytest.mark.unit

USERS = [UUID(int=number) for number in range(3)]
LIMITS = DeviceLimits(without_plan=4)


@pytest.mark.parametrize(
    ("valid_until", "plan", "limit"),
    [
        (None, "premium", 10),
        (NOON + timedelta(seconds=1), "premium", 10),
        (NOON, "free", 4),
        (NOON - timedelta(days=1), "free", 4),
    ],
)
def test_an_entitlement_counts_until_its_end(valid_until: None, plan: str, limit: int) -> None:
    stated = Entitlement(uuid4(), 1, "premium", 10, valid_until)

    assert (plan_of(stated, NOON), LIMITS.of(stated, NOON)) == (plan, limit)


def test_a_user_of_whom_nothing_is_stated_has_the_free_plan() -> None:
    assert (plan_of(None, NOON), LIMITS.of(None, NOON)) == ("free", 4)


@pytest.mark.parametrize(
    ("version", "device_limit", "field"),
    [(1, MOST_DEVICES + 1, "deviceLimit"), (-1, 4, "version"), (2**63, 4, "version")],
)
def test_an_event_that_cannot_be_stored_is_rejected(version: int, device_limit: int, field: str) -> None:
    with pytest.raises(InvalidEvent, match=field):
        entitlement(subscription(uuid4(), version, "basic", device_limit=device_limit))


class _Stored:
    """Entitlements in memory, which keep the newer ones as Postgres does."""

    def __init__(self) -> None:
        self.by_user: dict[UUID, Entitlement] = {}

    async def save_newer(self, entitlements: Sequence[Entitlement]) -> None:
        users = [update.account_id for update in entitlements]
        assert users == sorted(set(users)), "each row once, in the order of keys"
        for update in entitlements:
            before = self.by_user.get(update.account_id)
            if before is None or before.version < update.version:
                self.by_user[update.account_id] = update


@given(seed=st.integers(0, 10_000))
async def test_any_order_batching_and_repetition_ends_with_the_newest(seed: int) -> None:
    chance, stored, apply = Random(seed), _Stored(), ApplyEntitlements()
    log = [Entitlement(user, version, f"plan {version}", version) for user in USERS for version in range(1, 6)]
    shuffled = [*log, *chance.choices(log, k=len(log))]
    chance.shuffle(shuffled)
    while shuffled:
        size = chance.randint(1, 9)
        await apply(stored, shuffled[:size])
        shuffled = shuffled[size:]

    assert stored.by_user == {update.account_id: update for update in log if update.version == 5}
