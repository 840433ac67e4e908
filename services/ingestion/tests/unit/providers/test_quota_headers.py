"""Retry-After in both forms, and what is left of a quota."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from ingestion.providers.calls.quota_headers import ReportedQuota, reported_quota, retry_after

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HUGE_ZONE = "Sat, 21 Nov 2026 12:00:30 +99999999999999999999"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("1.5", 1.5),
        ("-5", 0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("999999999", 86_400),
    ],
)
def test_both_forms_give_an_instant_within_a_day(text: str, seconds: float) -> None:
    assert retry_after(httpx2.Headers({"retry-after": text}), NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "soon", "(seconds; header named in TMDB docs)", "nan", "1e400", HUGE_ZONE])
def test_what_is_neither_says_nothing(text: str) -> None:
    assert retry_after(httpx2.Headers({"retry-after": text}), NOW) is None


def test_trakt_writes_json() -> None:
    text = '{"name":"UNAUTHED_API_GET_LIMIT","period":300,"limit":1000,"remaining":999,"until":"2025-05-27T10:05:00Z"}'
    quota = reported_quota(httpx2.Headers({"x-ratelimit": text}))
    assert quota == ReportedQuota(999, 1000, datetime(2025, 5, 27, 10, 5, tzinfo=UTC))


def test_others_write_three_headers() -> None:
    headers = {"x-ratelimit-limit": "40", "x-ratelimit-remaining": "39", "x-ratelimit-reset": "1444073500"}
    assert reported_quota(httpx2.Headers(headers)) == ReportedQuota(39, 40, datetime.fromtimestamp(1444073500, UTC))


def test_an_end_without_a_zone_is_utc() -> None:
    quota = reported_quota(httpx2.Headers({"x-ratelimit": '{"limit":1,"remaining":0,"until":"2025-05-27T10:05:00"}'}))
    assert quota == ReportedQuota(0, 1, datetime(2025, 5, 27, 10, 5, tzinfo=UTC))


@pytest.mark.parametrize("reset", ["1444073500000", "99999999999999999999"])
def test_invalid_reset_time_is_missing(reset: str) -> None:
    headers = {"x-ratelimit-remaining": "39", "x-ratelimit-reset": reset}
    assert reported_quota(httpx2.Headers(headers)) == ReportedQuota(39)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-ratelimit": "x"},
        {"x-ratelimit": "{}"},
        {"x-ratelimit": "[]"},
        {"x-ratelimit": '{"limit":1,"remaining":1e999,"until":"2025-05-27T10:05:00Z"}'},
        {"x-ratelimit-remaining": "x"},
    ],
)
def test_nothing_or_nonsense_says_nothing(headers: dict[str, str]) -> None:
    assert reported_quota(httpx2.Headers(headers)) is None
