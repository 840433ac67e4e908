"""Recovery codes, codes by message and challenges."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from auth.domain.errors import InvalidInput
from auth.domain.factors import challenges, recovery_codes
from auth.domain.factors.challenges import Challenge
from auth.domain.factors.errors import InvalidFactor
from auth.domain.factors.methods import Enrolled
from auth.domain.factors.one_time_codes import OneTimeCode, parse_code
from auth.domain.factors.phones import parse_phone
from chassis.core.phone_numbers import masked

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ADA, EVE = UUID(int=1), UUID(int=2)


def test_ten_recovery_codes_differ() -> None:
    codes = recovery_codes.new_codes()

    assert len(set(codes)) == 10
    assert all(len(code) == 29 and code.count("-") == 4 for code in codes)


@pytest.mark.parametrize(
    "typed", ["4XK9M-00112-23344-55667-7889A", "4xk9m 00112 23344 55667 7889a", "4XK9MoOiL2233445566778 89A"]
)
def test_spellings_of_a_recovery_code_are_equal(typed: str) -> None:
    stored = recovery_codes.digest_of(ADA, "4XK9M-00112-23344-55667-7889A")

    assert recovery_codes.digest_of(ADA, typed) == stored
    assert recovery_codes.digest_of(EVE, typed) != stored


@pytest.mark.parametrize(
    "typed", ["", "4XK9M", "4XK9M-00112-23344-55667-7889", "4XK9M-00112-23344-55667-7889U", "é" * 25]
)
def test_a_text_that_is_no_recovery_code_is_rejected(typed: str) -> None:
    with pytest.raises(InvalidFactor):
        recovery_codes.digest_of(ADA, typed)


def test_a_code_by_message_proves_one_purpose_of_one_subject_under_one_key() -> None:
    code, stored = OneTimeCode.new(ADA.bytes, "sign-in", NOW)

    assert parse_code(f" {code[:3]} {code[3:]} ") == code
    assert stored.matches(code, NOW)
    assert not stored.matches(f"{(int(code) + 1) % 10**6:06}", NOW)
    assert not replace(stored, key=b"x" * 32).matches(code, NOW)
    assert not replace(stored, purpose="phone").matches(code, NOW)
    assert not replace(stored, subject=EVE.bytes).matches(code, NOW)
    assert repr(stored.digest) not in repr(stored)
    assert repr(stored.key) not in repr(stored)


def test_a_code_by_message_ends_after_ten_minutes() -> None:
    code, stored = OneTimeCode.new(ADA.bytes, "sign-in", NOW)

    assert stored.matches(code, NOW + timedelta(minutes=10, seconds=-1))
    assert not stored.matches(code, NOW + timedelta(minutes=10))


def test_a_code_by_message_ends_after_five_wrong_tries() -> None:
    code, stored = OneTimeCode.new(ADA.bytes, "sign-in", NOW)
    for _ in range(4):
        stored = stored.tried()

    assert stored.matches(code, NOW)
    assert not stored.tried().matches(code, NOW)


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345x", "１２３４５６"])
def test_a_text_that_is_no_code_by_message_is_rejected(text: str) -> None:
    with pytest.raises(InvalidFactor):
        parse_code(text)


def test_a_challenge_serves_its_purpose_for_five_minutes_and_five_tries() -> None:
    value, challenge = Challenge.new("second-factor", ADA, NOW, ("pwd",))
    tried = challenge
    for _ in range(5):
        tried = tried.tried()

    assert challenges.digest_of(challenges.parse_challenge(challenges.text_of(value))) == challenge.digest
    assert challenge.is_open("second-factor", NOW + timedelta(minutes=5, seconds=-1))
    assert not challenge.is_open("second-factor", NOW + timedelta(minutes=5))
    assert not challenge.is_open("passkey-sign-in", NOW)
    assert not tried.is_open("second-factor", NOW)
    assert value != challenge.digest


@pytest.mark.parametrize("text", ["", "A" * 42, "A" * 44, "é" * 43, "A" * 42 + "="])
def test_a_text_that_is_no_challenge_is_rejected(text: str) -> None:
    with pytest.raises(InvalidFactor):
        challenges.parse_challenge(text)


def test_phones_are_international() -> None:
    assert parse_phone("+44 (20) 7123-4567") == "+442071234567"
    assert masked("+442071234567") == "•••••••••••67"
    for text in ("", "442071234567", "+0123456789", "+123", "+1234567890123456", "+44207123456a", "+٤٤٢٠٧١٢٣٤٥٦٧"):
        with pytest.raises(InvalidInput, match="number"):
            parse_phone(text)


@pytest.mark.parametrize(
    ("enrolled", "methods"),
    [
        (Enrolled(), ()),
        (Enrolled(passkeys=2, recovery_codes=3, phone="sign-in"), ()),
        (Enrolled(totp=True), ("totp",)),
        (Enrolled(phone="second-factor", recovery_codes=1), ("sms", "recovery-code")),
        (Enrolled(totp=True, passkeys=1, phone="sign-in", recovery_codes=10), ("passkey", "totp", "recovery-code")),
    ],
)
def test_second_factors_of_an_account(enrolled: Enrolled, methods: tuple[str, ...]) -> None:
    assert enrolled.methods == methods
    assert enrolled.needs_second_factor == bool(methods)
