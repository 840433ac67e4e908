"""A rate limit that is learned from a server's responses: a state machine without I/O.

The limit is a number of calls in any window. It shrinks when the server says that there were too many, grows slowly
while it is used up without that, and follows the headers in which a server states its limit. Only a response that is
about the rate counts: 429, 503 with `Retry-After`, or a header that says that nothing remains. 400 and 403 say nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Final

from chassis.core.outgoing.retry_after import http_date

SHORTEST_WINDOW: Final = 0.1
LONGEST_WINDOW: Final = 3600.0
MOST: Final = 1000
"""Highest limit of a window."""
KEPT: Final = 200
"""Calls whose instants are kept; a higher limit is kept to in parts of the window."""
LEAST_CONFIDENCE: Final = 0.1
REDUCED: Final = 0.9
"""What is left of a rate that was too high."""
LEAST_GROWTH: Final = 0.01
"""The growth of a limit that is used up, in a window, once the confidence is full."""
PROBE_SECONDS: Final = 30.0
"""When a call whose response never came is given up."""
MOST_DOUBTS: Final = 30
"""Failures in a row that prolong a pause; from then on it is the longest one in any case."""
LONGEST_RELATIVE: Final = 3600.0
"""A header with the reset has seconds up to this, and beyond it an instant since 1970."""


@dataclass(frozen=True, slots=True)
class RateReport:
    """What a response says about the rate."""

    is_limited: bool = False
    limit: int | None = None
    wait: float | None = None
    """Seconds until the server permits the next call."""
    is_spent: bool = False
    """Whether nothing remains, although this call succeeded."""


@dataclass(frozen=True, slots=True)
class AdaptiveState:
    """What is known of a server's limit; instants are seconds of one clock.

    `failures` counts responses in a row according to which there were too many calls. While there are any, one call
    at a time finds out whether the server responds again.
    """

    window: float = 1.0
    limit: float = 10.0
    confidence: float = LEAST_CONFIDENCE
    sends: tuple[float, ...] = ()
    blocked_until: float = 0.0
    limited_since: float | None = None
    limited_at: float = 0.0
    failures: int = 0
    probing_since: float | None = None
    grown_at: float = 0.0


def bounded(state: AdaptiveState) -> AdaptiveState:
    """Return the state with its numbers within their bounds."""
    return replace(
        state,
        window=min(max(state.window, SHORTEST_WINDOW), LONGEST_WINDOW),
        limit=min(max(state.limit, 1.0), float(MOST)),
        confidence=min(max(state.confidence, LEAST_CONFIDENCE), 1.0),
    )


def rate_of(state: AdaptiveState) -> float:
    """Return the calls per second that are permitted."""
    return int(state.limit) / state.window


def wait_of(state: AdaptiveState, now: float) -> float:
    """Return the seconds until the next call may be made."""
    if now < state.blocked_until:
        return state.blocked_until - now
    if state.failures and state.probing_since is not None:
        return max(0.0, state.probing_since + PROBE_SECONDS - now)
    calls, seconds = _part(state)
    recent = [at for at in state.sends[-calls:] if at > now - seconds]
    return max(0.0, recent[0] + seconds - now) if len(recent) >= calls else 0.0


def sent(state: AdaptiveState, now: float) -> AdaptiveState:
    """Return the state with a call that is made now."""
    probing = now if state.failures else None
    return replace(state, sends=(*state.sends, now)[-KEPT:], probing_since=probing)


def recorded(state: AdaptiveState, now: float, report: RateReport) -> AdaptiveState:
    """Return the state with what a response says."""
    if report.is_limited:
        state = _limited(state, now, report)
    else:
        state = _succeeded(state, now)
        if report.is_spent:
            state = replace(state, blocked_until=now + min(report.wait or state.window, LONGEST_WINDOW))
    if report.limit is not None and abs(report.limit - state.limit) > 0.2 * state.limit:
        state = replace(state, limit=float(report.limit), confidence=state.confidence + 0.3)
    return bounded(state)


def _limited(state: AdaptiveState, now: float, report: RateReport) -> AdaptiveState:
    """Lower the rate by a tenth below what was sent; a limit of 1 cannot shrink, so that its window grows."""
    if state.failures and now < state.blocked_until:
        # The call was under way when the first refusal came: it says nothing new but how long to wait.
        until = now + min(report.wait or 0.0, LONGEST_WINDOW)
        return replace(state, limited_at=now, blocked_until=max(state.blocked_until, until))
    limit, window = state.limit, state.window
    if state.failures == 0:
        calls, seconds = _part(state)
        # The refused call counts, even if its response took longer than the window.
        share = max(1, len([at for at in state.sends if at > now - seconds])) / calls
        reduced = limit * min(share, 1.0) * REDUCED
        limit, window = max(1.0, reduced), window / min(1.0, reduced)
    pause = window * 1.5 ** min(state.failures, MOST_DOUBTS) if report.wait is None else report.wait
    return replace(
        state,
        limit=limit,
        window=window,
        confidence=state.confidence + 0.2,
        failures=state.failures + 1,
        limited_since=now if state.limited_since is None else state.limited_since,
        limited_at=now,
        probing_since=None,
        blocked_until=now + min(max(pause, SHORTEST_WINDOW), LONGEST_WINDOW),
        grown_at=now,
    )


def _succeeded(state: AdaptiveState, now: float) -> AdaptiveState:
    if state.limited_since is not None:
        # It ended between the last refusal and now.
        observed = ((state.limited_at + now) / 2 - state.limited_since) if state.failures > 1 else 0.0
        window = max(state.window, 0.7 * observed + 0.3 * state.window)
        before = [at for at in state.sends if state.limited_since - window < at <= state.limited_since]
        limit = max(state.limit, math.floor(len(before) * 0.9)) if window > state.window else state.limit
        return replace(
            state, window=window, limit=limit, failures=0, limited_since=None, probing_since=None, grown_at=now
        )
    if now - state.grown_at < state.window:
        return state
    calls, seconds = _part(state)
    is_used_up = len([at for at in state.sends if at > now - 2 * seconds]) >= calls
    most = 0.1 if state.limited_at else 0.25
    growth = 1 + max(LEAST_GROWTH, most * (1 - state.confidence)) if is_used_up else 1.0
    return replace(state, limit=state.limit * growth, confidence=state.confidence - 0.01, grown_at=now)


def _part(state: AdaptiveState) -> tuple[int, float]:
    """Return the calls that are permitted in a part of the window, and its seconds: the whole one, if it fits."""
    calls = min(int(state.limit), KEPT)
    return calls, state.window * calls / int(state.limit)


def read_report(status: int, headers: Mapping[str, str], now: float) -> RateReport:
    """Return what a response says about the rate; `now` is in seconds since 1970, as resets state them."""
    values = {name.lower(): value for name, value in headers.items()}
    wait = _wait(values.get("retry-after"), now)
    remaining = _number(values, "remaining")
    reset = _number(values, "reset")
    if wait is None and reset is not None:
        wait = max(0.0, reset if reset < LONGEST_RELATIVE else reset - now)
    is_limited = status == 429 or (status == 503 and "retry-after" in values)
    limit = _number(values, "limit")
    return RateReport(
        is_limited,
        None if limit is None or limit < 1 else int(min(limit, MOST)),
        wait,
        is_spent=not is_limited and remaining is not None and remaining <= 0,
    )


def _wait(text: str | None, now: float) -> float | None:
    """Return the seconds that `Retry-After` states, as a number or as a date."""
    if (seconds := _seconds(text)) is not None:
        return seconds
    at = None if text is None else http_date(text)
    if at is None:
        return None
    return max(0.0, (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).timestamp() - now)


def _number(values: Mapping[str, str], name: str) -> float | None:
    for prefix in ("x-ratelimit-", "ratelimit-", "x-rate-limit-"):
        if (number := _seconds(values.get(prefix + name))) is not None:
            return number
    return None


def _seconds(text: str | None) -> float | None:
    try:
        number = float(text) if text is not None else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) and number >= 0 else None
