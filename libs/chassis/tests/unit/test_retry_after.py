from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.core.outgoing.retry_after import bounded, http_date

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
# Texts of parts of a date reach further into the parser than texts of any characters.
_PARTS = st.sampled_from(
    ["Sat,", "21", "0", "Nov", "2026", "0001", "9999", "12:00:30", "99:99", "+2359", "GMT", "9" * 20, "+" + "9" * 20]
)


def test_dates_of_http() -> None:
    assert http_date("Sat, 21 Nov 2026 12:00:30 GMT") == NOW + timedelta(seconds=30)
    assert http_date("Sat Nov 21 12:00:30 2026") == datetime(2026, 11, 21, 12, 0, 30)  # noqa: DTZ001 - states no zone


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "120",
        "9999999999",
        "Sat, 99 Nov 2026 12:00:30 GMT",
        "Sat, 21 Nov 2026 12:00:30 +9999",
        "Sat, 21 Nov 2026 12:00:30 +99999999999999999999",
        "99999999999999999999 Nov 2026 12:00:30 GMT",
    ],
)
def test_another_text_is_no_date(text: str) -> None:
    assert http_date(text) is None


@given(st.text(max_size=40) | st.lists(_PARTS, max_size=8).map(" ".join))
def test_no_text_is_an_error(text: str) -> None:
    at = http_date(text)
    assert at is None or NOW <= bounded(at, NOW, DAY) <= NOW + DAY


def test_an_instant_is_neither_past_nor_further_away_than_the_longest_wait() -> None:
    assert bounded(NOW - timedelta(seconds=1), NOW, DAY) == NOW
    assert bounded(NOW + timedelta(seconds=1), NOW, DAY) == NOW + timedelta(seconds=1)
    assert bounded(NOW + 2 * DAY, NOW, DAY) == NOW + DAY
    assert bounded(datetime(2026, 11, 21, 13), NOW, DAY) == NOW + timedelta(hours=1)  # noqa: DTZ001 - states no zone
