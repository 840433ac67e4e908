from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from auth.domain.devices.errors import DeviceLimitReached
from auth.domain.devices.registered import (
    TOKEN_GRACE,
    Device,
    TokenVerdict,
    check_limit,
    new_token,
    parse_device_name,
    token_digest,
)
from auth.domain.errors import InvalidInput

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ONE, TWO, THREE = b"1" * 32, b"2" * 32, b"3" * 32


def _device() -> Device:
    return Device.register(uuid4(), uuid4(), "Television", "tv", ONE, NOW)


def test_a_token_is_replaced_with_each_use() -> None:
    device = _device()
    assert device.judge(ONE, NOW) is TokenVerdict.CURRENT

    after = device.with_token(TWO, TokenVerdict.CURRENT, NOW + timedelta(days=1))

    assert after.judge(TWO, NOW + timedelta(days=30)) is TokenVerdict.CURRENT
    assert after.last_used_at == NOW + timedelta(days=1)


def test_a_replaced_token_works_until_its_grace_ends() -> None:
    device = _device().with_token(TWO, TokenVerdict.CURRENT, NOW)
    late = NOW + TOKEN_GRACE

    assert device.judge(ONE, late - timedelta(seconds=1)) is TokenVerdict.REPLACED
    assert device.judge(ONE, late) is TokenVerdict.REUSED


def test_the_grace_of_a_replaced_token_is_not_extended_by_its_use() -> None:
    device = _device().with_token(TWO, TokenVerdict.CURRENT, NOW)
    again = device.with_token(THREE, TokenVerdict.REPLACED, NOW + timedelta(seconds=50))

    assert again.judge(THREE, NOW + TOKEN_GRACE) is TokenVerdict.CURRENT
    assert again.judge(ONE, NOW + TOKEN_GRACE) is TokenVerdict.REUSED
    assert again.judge(TWO, NOW + timedelta(seconds=51)) is TokenVerdict.REUSED


def test_as_many_devices_as_the_limit_are_registered_and_more_stay_when_it_is_lowered() -> None:
    one, two = _device(), _device()
    check_limit(2, [one])
    for limit in (2, 1):
        with pytest.raises(DeviceLimitReached) as reached:
            check_limit(limit, [one, two])
        shown = {"name": "Television", "kind": "tv", "lastUsedAt": "2026-11-29T12:00:00+00:00"}
        assert reached.value.details == {
            "limit": limit,
            "devices": [{"id": str(one.id), **shown}, {"id": str(two.id), **shown}],
        }


def test_a_token_has_a_prefix_and_one_form() -> None:
    token = new_token()
    assert token.startswith("mqd_")
    assert token_digest(token) is not None
    assert token_digest(token.removeprefix("mqd_")) is None
    assert token_digest(f"{token}x") is None


def test_a_name_is_trimmed_and_bounded() -> None:
    assert parse_device_name("  Living room ") == "Living room"
    for name in ("", "   ", "a" * 61, "a\nb", "a\x00"):
        with pytest.raises(InvalidInput):
            parse_device_name(name)
