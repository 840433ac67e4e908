"""Covered values: what they cover comes back, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.domain.masks import mask, unmask

pytestmark = pytest.mark.unit


@given(st.text("abcXYZ019-_", min_size=1, max_size=60), st.binary(min_size=60, max_size=60))
def test_a_covered_value_comes_back(secret: str, noise: bytes) -> None:
    covered = mask(secret, noise)
    assert unmask(covered) == secret
    assert set(covered) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_two_pages_have_different_values() -> None:
    assert mask("secret", bytes(range(6))) != mask("secret", bytes(range(1, 7)))


@given(st.text(max_size=80))
def test_any_other_text_is_no_secret_and_no_error(value: str) -> None:
    assert isinstance(unmask(value), str)
