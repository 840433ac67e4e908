"""A provider's outage: its start, its kind and its end; and how calls are counted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.core.circuit_breaker import BreakerState, CircuitBreaker
from ingestion.domain.budget import Ledger
from ingestion.domain.failures import Cause
from ingestion.domain.provider_health import CallCounts, Outage, ProviderState, assess, close, record_calls, trip

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOON = NOW + timedelta(seconds=5)
LATER = NOW + timedelta(hours=1)
WELL = ProviderState("trakt")
BREAKER = CircuitBreaker(BreakerState.OPEN, SOON, 1, "server: status 503")
OPEN = replace(WELL, breaker=BREAKER, breaker_cause=Cause.SERVER)
BLOCKED = replace(WELL, ledger=Ledger(blocked_until=LATER), block_reason="status 429")


def test_provider_that_responds_has_no_outage() -> None:
    assert assess(WELL, NOW) == WELL


def test_an_open_breaker_makes_it_unavailable_until_it_is_closed_again() -> None:
    ill = assess(OPEN, NOW)
    assert ill.outage == Outage("unavailable", NOW, "server: status 503", SOON, Cause.SERVER)
    probing = replace(ill, breaker=CircuitBreaker(BreakerState.HALF_OPEN, LATER, 1, "server: status 503"))
    assert assess(probing, SOON).outage == Outage("unavailable", NOW, "server: status 503", LATER, Cause.SERVER)
    assert assess(replace(ill, breaker=CircuitBreaker()), LATER).outage is None


def test_a_long_block_degrades_it_while_it_lasts() -> None:
    ill = assess(BLOCKED, NOW)
    assert ill.outage == Outage("degraded", NOW, "status 429", LATER, Cause.QUOTA)
    assert assess(ill, LATER - timedelta(seconds=1)).outage == ill.outage
    assert assess(ill, LATER).outage is None


def test_block_of_seconds_is_no_outage() -> None:
    assert assess(replace(WELL, ledger=Ledger(blocked_until=NOW + timedelta(seconds=59))), NOW).outage is None
    assert assess(replace(WELL, ledger=Ledger(blocked_until=NOW + timedelta(seconds=60))), NOW).outage is not None


def test_outage_that_worsens_keeps_its_start() -> None:
    worse = replace(assess(BLOCKED, NOW), breaker=BREAKER, breaker_cause=Cause.SERVER)
    assert assess(worse, SOON).outage == Outage("unavailable", NOW, "server: status 503", SOON, Cause.SERVER)


def test_a_breaker_keeps_the_cause_for_which_it_opened() -> None:
    opened = trip(WELL, NOW, Cause.TIMEOUT, "no response within 12 s")
    assert (opened.breaker.reason, opened.breaker_cause) == ("timeout: no response within 12 s", Cause.TIMEOUT)
    assert trip(opened, NOW, Cause.SERVER, "status 503") == opened
    probing = replace(opened, breaker=replace(opened.breaker, state=BreakerState.HALF_OPEN))
    assert trip(probing, NOW, Cause.SERVER, "status 503").breaker_cause is Cause.SERVER
    closed = close(probing, LATER)
    assert (closed.breaker.state, closed.breaker_cause) == (BreakerState.CLOSED, None)


def test_calls_are_added_up_in_all_and_by_day() -> None:
    first = record_calls(WELL, CallCounts({"ok": 3, "timeout": 1}, NOW, NOW, "timeout: /x"), date(2026, 11, 20))
    second = record_calls(first, CallCounts({"ok": 2}), date(2026, 11, 21))
    assert (second.calls, second.outcomes) == (6, {"ok": 5, "timeout": 1})
    assert second.recent == {date(2026, 11, 20): {"ok": 3, "timeout": 1}, date(2026, 11, 21): {"ok": 2}}
    assert (second.last_success_at, second.last_failure) == (NOW, "timeout: /x")


def test_days_of_another_week_are_forgotten() -> None:
    old = record_calls(WELL, CallCounts({"ok": 1}), date(2026, 11, 14))
    assert list(record_calls(old, CallCounts({"ok": 1}), date(2026, 11, 20)).recent) == [
        date(2026, 11, 14),
        date(2026, 11, 20),
    ]
    assert list(record_calls(old, CallCounts({"ok": 1}), date(2026, 11, 21)).recent) == [date(2026, 11, 21)]
    assert record_calls(old, CallCounts(), date(2026, 12, 21)) is old
