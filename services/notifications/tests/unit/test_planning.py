"""Where and when a user hears of an occurrence."""

from datetime import UTC, datetime, time
from uuid import UUID

import pytest

from chassis.testing.clock import NOON
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.preferences.model import Destination, Preferences, QuietHours, Recipient
from notifications.domain.preferences.planning import Plan, after_quiet_hours, plan

USER, TITLE = UUID(int=1), UUID(int=2)
PUSH = Destination("webpush", UUID(int=3))
EPISODE = Occurrence(KINDS["new_episode"], "e", USER, NOON, media_id=TITLE)
NIGHT = QuietHours(time(22), time(7))


def test_push_comes_at_once_and_into_the_inbox() -> None:
    planned = plan(EPISODE, Recipient(USER, destinations=(PUSH,)), NOON)

    assert planned.in_inbox
    assert [(item.destination, item.due_at, item.frequency) for item in planned.deliveries] == [
        (PUSH, NOON, "immediate")
    ]


def test_a_muted_title_is_not_planned() -> None:
    assert plan(EPISODE, Recipient(USER, destinations=(PUSH,), muted=frozenset({TITLE})), NOON) == Plan()


@pytest.mark.parametrize(("services", "planned"), [(None, True), (frozenset({8}), True), (frozenset({9}), False)])
def test_only_services_of_the_user_are_planned(services: frozenset[int] | None, *, planned: bool) -> None:
    arrival = Occurrence(KINDS["on_streaming"], "s", USER, NOON, media_id=TITLE, provider_id=8)
    recipient = Recipient(USER, Preferences(only_my_services=True), services=services)

    assert plan(arrival, recipient, NOON).in_inbox is planned


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 21, 19, 59, tzinfo=UTC), datetime(2026, 11, 21, 19, 59, tzinfo=UTC)),
        (datetime(2026, 11, 21, 20, 0, tzinfo=UTC), datetime(2026, 11, 22, 5, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 4, 59, tzinfo=UTC), datetime(2026, 11, 22, 5, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 5, 0, tzinfo=UTC), datetime(2026, 11, 22, 5, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_by_the_clock_of_the_user(at: datetime, expected: datetime) -> None:
    assert after_quiet_hours(at, NIGHT, "Europe/Kyiv") == expected
