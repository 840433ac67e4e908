"""Numbers of fields: what is none keeps its text, which the API rejects, and no text is an error of ours."""

from typing import Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from web.presentation.fields import number_in, place_in, request_key, seen_version, whole_number

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("007", 7), ("-3", -3), ("²", "²"), ("--5", "--5"), ("1.0", "1.0"), ("", ""), ("9" * 10, "9" * 10)],
)
def test_a_field_is_a_number_or_its_text(text: str, number: int | str) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("-1", None), ("²", None), ("", None), ("1" * 8, None)])
def test_a_number_has_so_many_digits(text: str, number: int | None) -> None:
    assert number_in(text, 7) == number


# A short text of digits, repeated: to choose four thousand of them is more chance than the library allows a test.
LONG: Final = st.builds(
    lambda part, length: (part * length)[:length],
    st.from_regex("[0-9]{1,20}", fullmatch=True),
    st.integers(4290, 4400),
)


@given(st.text() | LONG)
def test_no_text_is_an_error(text: str) -> None:
    assert isinstance(whole_number(text), int | str)
    assert isinstance(number_in(text), int | None)
    assert isinstance(place_in(FormData({"season": text, "episode": text})), dict | None)


def test_a_place_has_both_parts() -> None:
    assert place_in(FormData({"season": "2", "episode": "05"})) == {"season": 2, "episode": 5}
    assert place_in(FormData({"season": "2", "episode": ""})) is None
    assert place_in(FormData({"season": "9" * 12, "episode": "1"})) == {"season": "9" * 12, "episode": 1}


def test_a_change_states_the_version() -> None:
    assert seen_version(FormData({"version": "4"})) == {"If-Match": '"4"'}


@pytest.mark.parametrize(("part", "key"), [("", "k-1"), ("pm_1", "k-1.pm_1")])
def test_a_request_has_the_key_of_its_form(part: str, key: str) -> None:
    assert request_key(FormData({"key": "k-1"}), part) == {"Idempotency-Key": key}


@pytest.mark.parametrize("text", ["", "a b", "ключ", "a\r\nX: 1", "k" * 101])
def test_a_text_that_cannot_be_a_key_is_replaced(text: str) -> None:
    keys = [request_key(FormData({"key": text}))["Idempotency-Key"] for _ in range(2)]
    assert len({UUID(key) for key in keys}) == 2
