"""What users may read of a notice, how long it counts, and whose it is."""

from datetime import timedelta
from uuid import UUID

import pytest

from chassis.testing.clock import NOON
from notifications.domain.messages.kinds import KINDS, Kind
from notifications.domain.notices.notice import Notice, shown_values, stated_lifetime

pytestmark = pytest.mark.unit

SECRET = {"code": "482913", "minutes": "10", "username": "ada_l"}


def notice(kind: str) -> Notice:
    return Notice(UUID(int=1), UUID(int=2), KINDS[kind], "email", None, NOON)


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.category == "account"], ids=lambda kind: kind.name
)
def test_no_notice_shows_a_code_or_a_name(kind: Kind) -> None:
    assert shown_values(kind, SECRET) == {}


def test_the_inbox_shows_what_a_security_notice_is_about() -> None:
    values = {"device": "Firefox on Linux", "network": "192.0.2.0/24", "at": "2026-11-29T12:00:00+00:00", "code": "1"}
    assert shown_values(KINDS["new_device"], values) == {name: values[name] for name in ("device", "network", "at")}


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("sign_in_code", {"minutes": "10"}, timedelta(minutes=10)),
        ("password_reset", {"minutes": "30"}, timedelta(minutes=30)),
        ("email_confirmation", {"hours": "24"}, timedelta(hours=1)),
        ("sign_in_code", {}, timedelta(hours=1)),
        ("sign_in_code", {"minutes": "ten"}, timedelta(hours=1)),
        ("sign_in_code", {"minutes": "٣"}, timedelta(hours=1)),
        ("invitation", {"days": "7"}, timedelta(hours=48)),
    ],
)
def test_a_notice_counts_as_long_as_its_code(kind: str, values: dict[str, str], expected: timedelta) -> None:
    assert notice(kind).expires_at(stated_lifetime(values)) == NOON + expected


@pytest.mark.parametrize(
    ("kind", "is_own"),
    [("account_deleted", False), ("invitation", False), ("email_changed", False), ("new_device", True)],
)
def test_a_notice_that_outlives_the_account_has_an_id_of_no_user(kind: str, *, is_own: bool) -> None:
    assert (notice(kind).receiver_id == UUID(int=2)) is is_own
    assert notice(kind).receiver_id == notice(kind).receiver_id
