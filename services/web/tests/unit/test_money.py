"""Amounts: digits by currency, and what people write as minor units, exactly."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.testing.clock import NOON
from web.domain.money import minor_units
from web.presentation.rendering.formats import Formats

pytestmark = pytest.mark.unit

ENGLISH, UKRAINIAN = (Formats(language, ZoneInfo("UTC"), NOON) for language in ("en", "uk"))


@pytest.mark.parametrize(
    ("amount", "currency", "english", "ukrainian"),
    [
        (1999, "USD", "$19.99", "19,99\xa0USD"),
        (0, "EUR", "€0.00", "0,00\xa0EUR"),
        (-5, "USD", "-$0.05", "-0,05\xa0USD"),
        (500, "JPY", "¥500", "500\xa0¥"),
        (1250, "KWD", "KWD1.250", "1,250\xa0KWD"),
        (149_000_000, "IRR", "IRR1,490,000", "1\xa0490\xa0000\xa0IRR"),
        (10**12 - 1, "UAH", "UAH9,999,999,999.99", "9\xa0999\xa0999\xa0999,99\xa0₴"),
    ],
)
def test_an_amount_is_written_as_its_language_does(amount: int, currency: str, english: str, ukrainian: str) -> None:
    money = {"amount": amount, "currency": currency}
    assert (ENGLISH.money(money), UKRAINIAN.money(money)) == (english, ukrainian)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("19.99", "USD", 1999),
        (" 19,9 ", "USD", 1990),
        ("19", "USD", 1900),
        ("19", "JPY", 19),
        ("1.25", "KWD", 1250),
        ("19.999", "USD", "19.999"),
        ("19.9", "JPY", "19.9"),
        ("-1", "USD", "-1"),
        ("1e3", "USD", "1e3"),
        ("²", "USD", "²"),
        ("", "USD", ""),
    ],
)
def test_what_people_write_is_an_amount_or_stays_a_text(text: str, currency: str, amount: int | str) -> None:
    assert minor_units(text, currency) == amount


@given(st.integers(0, 10**12), st.sampled_from(["USD", "JPY", "KWD", "IRR"]))
def test_a_field_shows_what_it_is_read_as(amount: int, currency: str) -> None:
    assert minor_units(ENGLISH.amount({"amount": amount, "currency": currency}), currency) == amount
