"""Codes of authenticator apps: RFC 6238, one step of tolerance, and each step once."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from auth.domain.factors.errors import InvalidFactor
from auth.domain.factors.totp import STEP_SECONDS, Totp, step_at

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, 0, 10, tzinfo=UTC)
STEP = step_at(NOW)


def shared(last_step: int = -1) -> Totp:
    return Totp(uuid4(), b"12345678901234567890", NOW - timedelta(days=1), last_step=last_step)


@pytest.mark.parametrize(("time", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_standard(time: int, code: str) -> None:
    # RFC 6238 appendix B, the last six of eight digits.
    assert shared().code_at(time // STEP_SECONDS) == code
    assert shared().accept(code, datetime.fromtimestamp(time, UTC)).last_step == time // STEP_SECONDS


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_clock_may_differ_by_one_step(shift: int) -> None:
    totp = shared()

    assert totp.accept(totp.code_at(STEP + shift), NOW).last_step == STEP + shift


@pytest.mark.parametrize("shift", [-20, -2, 2, 20])
def test_a_code_of_another_time_is_rejected(shift: int) -> None:
    totp = shared()

    with pytest.raises(InvalidFactor):
        totp.accept(totp.code_at(STEP + shift), NOW)


def test_a_code_works_once() -> None:
    totp = shared()
    code = totp.code_at(STEP)
    used = totp.accept(code, NOW)

    with pytest.raises(InvalidFactor):
        used.accept(code, NOW + timedelta(seconds=1))
    assert used.accept(used.code_at(STEP + 1), NOW).last_step == STEP + 1


def test_a_code_of_an_earlier_step_is_rejected_after_a_later_one() -> None:
    totp = shared()
    used = totp.accept(totp.code_at(STEP + 1), NOW)

    with pytest.raises(InvalidFactor):
        used.accept(used.code_at(STEP), NOW)


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "１２３４５６", " 287082", "287082\n", "-87082"])
def test_a_text_that_is_no_code_is_rejected(text: str) -> None:
    with pytest.raises(InvalidFactor):
        shared().accept(text, NOW)


def test_the_first_accepted_code_confirms_the_secret() -> None:
    totp = shared()
    confirmed = totp.accept(totp.code_at(STEP), NOW)
    later = confirmed.accept(confirmed.code_at(STEP + 1), NOW + timedelta(seconds=30))

    assert (totp.confirmed_at, confirmed.confirmed_at, later.confirmed_at) == (None, NOW, NOW)


def test_the_uri_names_the_issuer_the_user_and_the_secret() -> None:
    uri = urlsplit(shared().uri("ada@example.org"))

    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/Marquee:ada%40example.org")
    assert parse_qs(uri.query) == {"secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"], "issuer": ["Marquee"]}


def test_secrets_are_random_and_not_shown() -> None:
    first, second = (Totp.new(uuid4(), NOW) for _ in range(2))

    assert len(first.secret) == 20
    assert first.secret != second.secret
    assert repr(first.secret) not in repr(first)
    assert first.text not in repr(first)
