import pytest

from chassis.core.phone_numbers import masked, parse_number

pytestmark = pytest.mark.unit


def test_separators_do_not_matter() -> None:
    assert parse_number("+44 (20) 7123-45.67") == "+442071234567"
    assert parse_number("+12345678") == "+12345678"
    assert parse_number("+123456789012345") == "+123456789012345"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "442071234567",
        "+0123456789",
        "+123",
        "+1234567",
        "+1234567890123456",
        "+44207123456a",
        "+442071234567\n",
        "+٤٤٢٠٧١٢٣٤٥٦٧",
    ],
)
def test_a_text_that_is_no_international_number_is_null(text: str) -> None:
    assert parse_number(text) is None


def test_two_digits_of_a_number_are_shown() -> None:
    assert masked("+442071234567") == "•••••••••••67"
