"""Settings of licence servers: half an account and unencrypted addresses are refused, and no secret is shown."""

from typing import Any

import pytest
from pydantic import ValidationError

from playback.infrastructure.licensing.settings import LicensingSettings

pytestmark = pytest.mark.unit

WIDEVINE: dict[str, Any] = {"widevine_provider": "p", "widevine_key": "ab" * 32, "widevine_iv": "cd" * 16}
AXINOM: dict[str, Any] = {
    "axinom_key_id": "69e54088-e9e0-4530-8c1a-1eb6dcd0d14e",
    "axinom_key": "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=",
}


def test_accounts_are_read() -> None:
    settings = LicensingSettings(**WIDEVINE, **AXINOM, playready_url="https://a.example/AcquireLicense")
    provider, key = settings.read_widevine_provider(), settings.read_communication_key()
    assert provider is not None
    assert key is not None
    assert (provider.key, provider.iv, key.key) == (b"\xab" * 32, b"\xcd" * 16, b"\xab" * 32)
    for shown in (repr(settings), repr(provider), repr(key)):
        assert "abab" not in shown.lower()
        assert "q6urq" not in shown
        assert r"\xab" not in shown


def test_empty_values_are_no_account() -> None:
    values: dict[str, Any] = dict.fromkeys([*WIDEVINE, *AXINOM, "playready_url", "fairplay_url"], "")
    settings = LicensingSettings(**values)
    assert settings.read_widevine_provider() is None
    assert settings.read_communication_key() is None


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({**WIDEVINE, "widevine_key": None}, "WIDEVINE_KEY must be 32 bytes"),
        ({**WIDEVINE, "widevine_key": "ab" * 16}, "WIDEVINE_KEY must be 32 bytes"),
        ({**WIDEVINE, "widevine_iv": "xy" * 16}, "WIDEVINE_IV must be 16 bytes"),
        ({**AXINOM, "axinom_key": "q6ur"}, "AXINOM_KEY must be 32 bytes"),
        ({**AXINOM, "axinom_key": "!"}, "AXINOM_KEY must be 32 bytes"),
        ({"playready_url": "https://a.example"}, "need AXINOM_KEY_ID and AXINOM_KEY"),
        ({**AXINOM, "fairplay_url": "https://a.example"}, "needs FAIRPLAY_CERTIFICATE"),
        ({**AXINOM, "fairplay_url": "https://a.example", "fairplay_certificate": "!"}, "CERTIFICATE must be Base64"),
        ({**AXINOM, "playready_url": "http://a.example"}, "must begin with https://"),
        ({**WIDEVINE, "widevine_url": "ftp://a.example"}, "must begin with https://"),
        ({**WIDEVINE, "widevine_url": "https:"}, "must begin with https://"),
    ],
)
def test_half_an_account_is_refused(values: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValidationError, match=rule) as raised:
        LicensingSettings(**values)
    assert "abab" not in str(raised.value)
