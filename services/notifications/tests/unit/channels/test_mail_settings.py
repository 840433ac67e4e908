"""Settings of mail are complete or refused."""

import pytest
from pydantic import ValidationError

from chassis.settings import prefixed
from chassis.testing.clock import FixedClock
from notifications.infrastructure.channels.email.settings import MailSettings

pytestmark = pytest.mark.unit


class Settings(MailSettings):
    """The settings of mail alone."""

    model_config = prefixed("NOTIFICATIONS")


def read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(f"NOTIFICATIONS_{name}", value)
    return Settings()


def test_without_a_relay_there_is_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, SMTP_HOST="", SMTP_USER="").open_mail(FixedClock()) is None


def test_a_relay_is_used_with_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, SMTP_HOST="relay.example", MAIL_FROM="Marquee <no-reply@marquee.example>")

    assert settings.open_mail(FixedClock()) is not None
    assert (settings.smtp_port, settings.smtp_tls) == (587, "starttls")


@pytest.mark.parametrize(
    ("variables", "rule"),
    [
        ({"SMTP_HOST": "relay.example"}, "smtp_host needs mail_from"),
        ({"MAIL_FROM": "Marquee"}, "must be an e-mail address"),
        ({"MAIL_REPLY_TO": "a@b@c"}, "must be an e-mail address"),
        ({"SMTP_TLS": "sometimes"}, "starttls"),
        ({"SMTP_PORT": "0"}, "greater than or equal to 1"),
        ({"SMTP_USER": "marquee"}, "must be set together"),
        ({"SMTP_PASSWORD": "hunter2"}, "must be set together"),
        ({"SMTP_USER": "m", "SMTP_PASSWORD": "hunter2", "SMTP_PASSWORD_FILE": "/run/p"}, "must be set together"),
        ({"SMTP_USER": "marquee", "SMTP_PASSWORD_FILE": "/run/secrets/p", "SMTP_TLS": "none"}, "in the clear"),
    ],
)
def test_settings_that_do_not_fit_are_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], rule: str
) -> None:
    with pytest.raises(ValidationError, match=rule):
        read(monkeypatch, **variables)
