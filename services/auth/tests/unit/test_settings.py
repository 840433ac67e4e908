"""Settings of auth and their errors."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from auth.settings import Settings

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_DATABASE_URL", "postgresql://auth:x@localhost/marquee")
    monkeypatch.setenv("AUTH_KAFKA_BOOTSTRAP", "localhost:9092")
    monkeypatch.setenv("AUTH_SIGNING_KEY_FILE", "/run/key.pem")
    monkeypatch.setenv("AUTH_ENCRYPTION_KEY_FILES", "/run/encryption-key")
    monkeypatch.setenv("AUTH_NOTICE_KEY_FILES", "/run/notice-key")


def test_lists_are_comma_separated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_PREVIOUS_KEY_FILES", "/run/a.pem, /run/b.pem,")
    monkeypatch.setenv("AUTH_TRUSTED_PROXIES", "10.0.0.0/8,::1")

    settings = Settings()

    assert settings.previous_key_files == (Path("/run/a.pem"), Path("/run/b.pem"))
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")


def test_empty_administrator_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_BOOTSTRAP_ADMIN_EMAIL", "")
    monkeypatch.setenv("AUTH_BOOTSTRAP_ADMIN_PASSWORD", "")

    assert Settings().bootstrap_admin_email is None


@pytest.mark.parametrize(("name", "value"), [("EMAIL", "root@example.org"), ("PASSWORD", "Sesame-0pen")])
def test_incomplete_administrator_is_rejected(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"AUTH_BOOTSTRAP_ADMIN_{name}", value)

    with pytest.raises(ValidationError, match="must be set together"):
        Settings()


def test_short_administrator_password_is_rejected_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_BOOTSTRAP_ADMIN_EMAIL", "root@example.org")
    monkeypatch.setenv("AUTH_BOOTSTRAP_ADMIN_PASSWORD", "Sesam3")

    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "Sesam3" not in str(refused.value)


@pytest.mark.parametrize("name", ["SIGNING_KEY_FILE", "ENCRYPTION_KEY_FILES", "NOTICE_KEY_FILES"])
def test_keys_are_required(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(f"AUTH_{name}")

    with pytest.raises(ValidationError, match=name.lower()):
        Settings()
