from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from auth.domain.devices.authorization import (
    INTERVAL_SECONDS,
    LIFETIME,
    LONGEST_INTERVAL_SECONDS,
    Decision,
    DeviceAuthorization,
    Requester,
)
from auth.domain.devices.codes import (
    ALPHABET,
    device_code_digest,
    new_device_code,
    new_user_code,
    parse_user_code,
    user_code_digest,
)
from auth.domain.devices.errors import (
    AuthorizationPending,
    DeviceCodeExpired,
    DeviceSignInDenied,
    SlowDown,
    UserCodeNotFound,
)

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
USER = uuid4()


def _requested() -> DeviceAuthorization:
    return DeviceAuthorization.request(b"d", b"u", Requester("Living room", "192.0.2.1", None), NOW)


def _at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_device_waits_until_its_user_approves() -> None:
    waiting, outcome = _requested().polled(_at(5))
    assert isinstance(outcome, AuthorizationPending)
    assert outcome.details == {"error": "authorization_pending", "interval": INTERVAL_SECONDS}

    approved = waiting.decided(Decision.APPROVED, USER, _at(6))

    assert approved.polled(_at(10))[1] == USER


def test_a_device_that_polls_too_soon_slows_down_each_time() -> None:
    request = _requested()
    intervals: list[int] = []
    for second in range(1, 15):
        request, outcome = request.polled(_at(second))
        if isinstance(outcome, SlowDown):
            intervals.append(request.interval)
    assert intervals[:3] == [10, 15, 20]
    assert max(intervals) == LONGEST_INTERVAL_SECONDS


def test_an_approved_device_that_polls_too_soon_has_to_wait() -> None:
    request, _ = _requested().polled(_at(1))
    approved = request.decided(Decision.APPROVED, USER, _at(2))
    after, outcome = approved.polled(_at(3))
    assert isinstance(outcome, SlowDown)
    assert after.polled(_at(3 + 10))[1] == USER


def test_a_poll_may_be_early_by_the_jitter_of_a_network() -> None:
    request, _ = _requested().polled(_at(0))
    assert isinstance(request.polled(_at(4.6))[1], AuthorizationPending)


def test_a_denied_or_expired_request_ends() -> None:
    denied = _requested().decided(Decision.DENIED, USER, _at(1))
    with pytest.raises(DeviceSignInDenied):
        denied.polled(_at(5))
    approved = _requested().decided(Decision.APPROVED, USER, _at(1))
    with pytest.raises(DeviceCodeExpired):
        approved.polled(NOW + LIFETIME)


def test_a_decision_is_made_once_and_in_time() -> None:
    approved = _requested().decided(Decision.APPROVED, USER, _at(1))
    for request, now in ((approved, _at(2)), (_requested(), NOW + LIFETIME)):
        with pytest.raises(UserCodeNotFound):
            request.decided(Decision.DENIED, USER, now)
    assert replace(approved, decision=Decision.PENDING).is_waiting(_at(2))


def test_a_user_code_is_read_in_any_form() -> None:
    code = new_user_code()
    letters = code.replace("-", "")
    assert len(letters) == 8
    assert set(letters) <= set(ALPHABET)
    for typed in (code, code.lower(), letters, f" {letters[:2]} {letters[2:]} "):
        assert parse_user_code(typed) == letters


@pytest.mark.parametrize("typed", ["", "WDJB", "WDJB-MJHA", "WDJB-MJH1", "WDJB-MJHTT", "ＷDJB-MJHT"])
def test_another_text_is_no_user_code(typed: str) -> None:
    assert parse_user_code(typed) is None


def test_codes_are_stored_as_digests() -> None:
    code = new_device_code()
    digest = device_code_digest(code)
    assert digest is not None
    assert len(digest) == len(user_code_digest("WDJBMJHT")) == 32
    assert device_code_digest(code + "a") is None
    assert device_code_digest("ü" * 43) is None
