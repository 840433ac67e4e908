"""Settings of SMS from the environment, as Compose and Kubernetes pass them on."""

import pytest

from chassis.settings import prefixed
from chassis.testing.clock import FixedClock
from notifications.infrastructure.channels.settings import SmsSettings

pytestmark = pytest.mark.unit


class Settings(SmsSettings):
    """The settings of SMS alone."""

    model_config = prefixed("NOTIFICATIONS")


def read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(f"NOTIFICATIONS_{name}", value)
    return Settings()


def test_what_is_empty_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, SMS_URL="", SMS_METHOD="", SMS_FORMAT="", SMS_HEADERS="", SMS_USER="")

    assert (settings.sms_method, settings.sms_format, settings.sms_headers) == ("POST", "form", {})
    assert settings.open_sms(FixedClock()) is None


def test_a_provider_that_is_called_by_get_has_its_method_and_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch, SMS_URL="https://sms.example/?to={to}", SMS_METHOD="GET", SMS_HEADERS='{"x-key": "{password}"}'
    )

    assert (settings.sms_method, settings.sms_headers) == ("GET", {"x-key": "{password}"})
    assert settings.open_sms(FixedClock()) is not None
