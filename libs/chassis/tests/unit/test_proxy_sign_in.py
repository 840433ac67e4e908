"""The gateway's signature of a user whom a reverse proxy has signed in."""

import pytest

from chassis.core.proxy_sign_in import VALID_SECONDS, is_signed, sign

pytestmark = pytest.mark.unit

SECRET, USER, NOW = "a secret of thirty-two characters", "ada@example.org", 1_795_262_400


def test_a_signature_is_valid_for_a_minute_on_both_sides_of_the_clock() -> None:
    signature = sign(SECRET, USER, NOW)

    for seconds in (NOW, NOW + VALID_SECONDS, NOW - VALID_SECONDS):
        assert is_signed(SECRET, USER, signature, seconds)
    for seconds in (NOW + VALID_SECONDS + 1, NOW - VALID_SECONDS - 1):
        assert not is_signed(SECRET, USER, signature, seconds)


def test_a_signature_is_of_one_user_one_time_and_one_secret() -> None:
    signature = sign(SECRET, USER, NOW)
    time, digest = signature.split(".")

    assert not is_signed(SECRET, "bob@example.org", signature, NOW)
    assert not is_signed(SECRET + ".", USER, signature, NOW)
    assert not is_signed(SECRET, USER, f"{int(time) + 1}.{digest}", NOW)
    assert not is_signed(SECRET, f"{time}\n{USER}", signature, NOW)


@pytest.mark.parametrize("signature", ["", ".", "x.y", "1795262400.", "1795262400." + "A" * 64, "٣." + "0" * 64])
def test_what_is_no_signature_is_refused(signature: str) -> None:
    assert not is_signed(SECRET, USER, signature, NOW)
