"""The value against request forgery belongs to one refresh token."""

import pytest

from chassis.core.browser_sessions import csrf_token, is_csrf_token

pytestmark = pytest.mark.unit

ONE, OTHER = "A" * 43, "B" * 43


def test_the_value_belongs_to_its_refresh_token() -> None:
    assert len(csrf_token(ONE)) == 43
    assert csrf_token(ONE) == csrf_token(ONE) != csrf_token(OTHER)
    assert is_csrf_token(csrf_token(ONE), ONE)


@pytest.mark.parametrize("value", ["", "x", ONE, csrf_token(OTHER), csrf_token(ONE)[:-1], f"{csrf_token(ONE)}=", "é"])
def test_any_other_value_is_refused(value: str) -> None:
    assert not is_csrf_token(value, ONE)
