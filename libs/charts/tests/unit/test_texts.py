"""Texts and numbers in pictures."""

import pytest

from charts.texts import compact, drawable, one_line

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (5.0, "5"),
        (-0.25, "-0.25"),
        (0.00012, "0.00012"),
        (12.34, "12.3"),
        (999, "999"),
        (999.6, "1k"),
        (1000, "1k"),
        (1234, "1.23k"),
        (-45678, "-45.7k"),
        (412300, "412k"),
        (2_500_000, "2.5M"),
        (7e9, "7B"),
    ],
)
def test_a_number_is_short(value: float, text: str) -> None:
    assert compact(value) == text


def test_a_text_is_one_line_without_control_characters() -> None:
    assert one_line("a\n\tb\x00c\u202ed  e") == "a b c d e"
    assert one_line("x" * 100, 10) == "x" * 9 + "…"


def test_what_no_font_has_is_latin() -> None:
    assert drawable("Дюна Ελ العربية") == "Дюна Ελ العربية"
    assert drawable("\ue000") == "?"
