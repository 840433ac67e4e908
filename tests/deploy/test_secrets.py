"""Every secret setting of every service comes from its variable or from a file, and is never shown."""

import importlib
import importlib.util
import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic_settings import BaseSettings

from chassis.secret_files import secret_fields
from chassis.settings import EnvironmentSettings
from egress.settings import EgressSettings
from service_table.table import services

pytestmark = pytest.mark.unit

SECRET: Final = "mailto-https-a-secret-of-more-than-32-characters"
SECRET_NAME: Final = re.compile(
    r"(^|_)(password|secret|token|key|dsn|credentials)s?$|^(database|migration_database|sms)_url$"
)
VARIABLE: Final = re.compile(r"\$\{\w+:-([^}]*)\}|\$\{[^}]*\}")
# It names a key and is no secret itself.
PUBLIC: Final = {"storage_access_key", "cloudfront_access_key"}
FORMS: Final[Mapping[str, str]] = {
    "egress_proxy": "socks5://someone:a-secret-of-more-than-32-characters@proxy.example.org:1080",
    "delivery_keys": f"made-up:{'5e' * 32}",
    "cloudfront_private_key": generate_private_key(65537, 2048)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode("ascii")
    .strip(),
}
"""Secrets that have a form."""
COMPANIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "kafka_password": {"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_USERNAME": "example"},
    "smtp_password": {"SMTP_HOST": "localhost", "SMTP_USER": "example", "MAIL_FROM": "no-reply@example.org"},
    "vapid_key": {"VAPID_SUBJECT": "mailto:operator@example.org"},
    "bootstrap_admin_password": {"BOOTSTRAP_ADMIN_EMAIL": "admin@example.org"},
}


def settings_classes() -> dict[str, type[BaseSettings]]:
    """Return every class of settings by the prefix of its variables."""
    classes: list[type[BaseSettings]] = []
    for spec in services():
        classes.append(importlib.import_module(f"{spec.name}.settings").Settings)
        package = importlib.util.find_spec(f"{spec.name}.providers")
        if package is not None and importlib.util.find_spec(f"{spec.name}.providers.registry") is not None:
            registry = importlib.import_module(f"{spec.name}.providers.registry")
            classes += [provider.settings for provider in registry.SPECS]
    return {str(settings.model_config.get("env_prefix")): settings for settings in classes}


CLASSES: Final = settings_classes()
CASES: Final = [(prefix, name) for prefix, settings in CLASSES.items() for name in secret_fields(settings)]


def open_secrets(settings: type[BaseSettings]) -> list[str]:
    """Return the settings that are named like a secret and are shown like any other."""
    secrets = {*secret_fields(settings), *PUBLIC}
    return [name for name in settings.model_fields if SECRET_NAME.search(name) and name not in secrets]


def form_of(settings: type[BaseSettings], name: str) -> str:
    """Return a secret in the form that a setting accepts."""
    if name == "egress_purposes" and issubclass(settings, EgressSettings):
        return json.dumps({purpose: {"proxy": FORMS["egress_proxy"]} for purpose in settings.known_purposes()})
    return FORMS.get(name, SECRET)


def _default(made_up: str, variable: re.Match[str]) -> str:
    return variable[1] or made_up


@pytest.fixture
def variables(compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Set the variables of Compose: what a service needs at least."""
    for service in compose["services"].values():
        for variable, value in service.get("environment", {}).items():
            if value is not None and not variable.startswith(("POSTGRES_", "KAFKA_")):
                name = variable.lower().partition("_")[2].removesuffix("_file")
                made_up = FORMS.get(name, "made-up-value")
                file = tmp_path / f"made-up-{name}"
                file.write_text(made_up, "utf-8")
                value = re.sub(r"^/run/secrets/.*", str(file), value)
                monkeypatch.setenv(variable, VARIABLE.sub(partial(_default, made_up), value))


@pytest.mark.parametrize(("prefix", "name"), CASES, ids=[f"{prefix}{name.upper()}" for prefix, name in CASES])
@pytest.mark.usefixtures("variables")
def test_a_secret_is_read_from_a_file_and_not_shown(
    prefix: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = CLASSES[prefix]
    secret = form_of(settings, name)
    (tmp_path / "secret").write_text(f"{secret}\n", "utf-8")
    for companion, value in COMPANIONS.get(name, {}).items():
        monkeypatch.setenv(f"{prefix}{companion}", value)
    monkeypatch.delenv(f"{prefix}{name}".upper(), raising=False)
    monkeypatch.setenv(f"{prefix}{name}_FILE".upper(), str(tmp_path / "secret"))
    accepted = settings()
    if f"{name}_file" in settings.model_fields:
        assert getattr(accepted, f"{name}_file") == tmp_path / "secret"
    else:
        assert getattr(accepted, name).get_secret_value() == secret
    assert secret not in repr(accepted) + str(accepted) + accepted.model_dump_json()


@pytest.mark.parametrize("prefix", CLASSES)
def test_what_is_named_like_a_secret_is_one(prefix: str) -> None:
    assert open_secrets(CLASSES[prefix]) == []
    assert issubclass(CLASSES[prefix], EnvironmentSettings)


def test_a_shown_secret_is_named() -> None:
    class Shown(EnvironmentSettings):
        api_key: str = ""
        error_dsn: str = ""
        signing_key_file: Path | None = None
        storage_access_key: str = ""

    assert open_secrets(Shown) == ["api_key", "error_dsn"]


def test_every_service_is_covered() -> None:
    assert {spec.prefix for spec in services()} <= {prefix.rstrip("_") for prefix in CLASSES}
    assert len(CASES) > 2 * len(CLASSES)
