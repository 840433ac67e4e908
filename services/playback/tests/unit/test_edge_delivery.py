"""Addresses of files at the gateway."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import SecretStr, ValidationError

from chassis.testing.clock import FixedClock
from objects.prefix_tokens import PrefixToken, PrefixTokenKeys
from playback.application.delivery.ports import Viewer
from playback.composition.delivery import delivery
from playback.domain.delivery.errors import DeliveryUnavailable
from playback.infrastructure.delivery.settings import DeliverySettings

pytestmark = pytest.mark.unit

KEYS = f"k2:{'22' * 32},k1:{'11' * 32}"
VIEWER = Viewer(UUID(int=1), UUID(int=2), UUID(int=3))
EXPIRY = datetime(2026, 11, 30, 12, tzinfo=UTC)


def settings(keys: str = KEYS, url: str = "") -> DeliverySettings:
    return DeliverySettings(delivery_keys=SecretStr(keys), delivery_url=url)


def test_an_address_has_a_token_for_the_prefixes_and_the_viewer() -> None:
    grant = delivery(settings(), FixedClock()).grant(["vod/a/3/", "vod/a/subtitles/"], VIEWER, EXPIRY)
    address = grant.url_of("vod/a/3/master.m3u8")
    begin, part, token, key = address.split("/", 3)
    assert (begin, part, key) == ("", "media", "vod/a/3/master.m3u8")
    proved = PrefixTokenKeys.parse(KEYS).verify(token, EXPIRY.timestamp())
    assert proved == PrefixToken(
        ("vod/a/3/", "vod/a/subtitles/"), int(EXPIRY.timestamp()), UUID(int=1), UUID(int=2), UUID(int=3)
    )
    assert grant.url_of("vod/a/subtitles/d e.vtt") == f"/media/{token}/vod/a/subtitles/d%20e.vtt"
    assert not grant.cookies
    assert token not in repr(grant)


def test_the_first_key_signs() -> None:
    token = delivery(settings(), FixedClock()).grant(["vod/a/3/"], VIEWER, EXPIRY).url_of("vod/a/3/x").split("/")[2]
    assert PrefixTokenKeys.parse(f"k2:{'22' * 32}").verify(token, 0).session_id == UUID(int=2)


def test_addresses_begin_with_the_configured_one() -> None:
    grant = delivery(settings(url="https://media.example.org/"), FixedClock()).grant(["vod/a/3/"], VIEWER, EXPIRY)
    assert grant.url_of("vod/a/3/x").startswith("https://media.example.org/media/mqm_")


@pytest.mark.parametrize("key", ["vod/a/31/x", "uploads/a/source", "vod/a/3"])
def test_no_other_file_has_an_address(key: str) -> None:
    with pytest.raises(ValueError, match="below none"):
        delivery(settings(), FixedClock()).grant(["vod/a/3/"], VIEWER, EXPIRY).url_of(key)


def test_without_keys_nothing_is_granted() -> None:
    with pytest.raises(DeliveryUnavailable):
        delivery(settings(""), FixedClock()).grant(["vod/a/3/"], VIEWER, EXPIRY)


def test_unreadable_keys_are_refused_and_not_shown() -> None:
    with pytest.raises(ValidationError, match="must list keys") as caught:
        settings("k1:abcd")
    assert "abcd" not in str(caught.value).replace("input_value", "")
