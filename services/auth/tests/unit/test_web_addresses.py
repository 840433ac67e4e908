"""Addresses of the web application, which follow from one setting."""

from pathlib import Path

import pytest

from auth.settings import Settings

pytestmark = pytest.mark.unit


def settings(**values: object) -> Settings:
    """Return settings with what they require."""
    required = {
        "database_url": "postgresql://localhost/x",
        "kafka_bootstrap": "localhost:9092",
        "signing_key_file": Path("key.pem"),
        "encryption_key_files": (Path("key"),),
        "notice_key_files": (Path("key"),),
    }
    return Settings(**{**required, **values})  # type: ignore[arg-type]


def test_the_web_application_is_at_the_gateway_by_default() -> None:
    usual = settings(public_url="https://marquee.example/", passkey_origins=())
    assert usual.permitted_returns == ("https://marquee.example/sign-in/return",)
    assert usual.device_address == "https://marquee.example/device"
    assert usual.passkey_pages == ("https://marquee.example",)
    assert usual.passkey_owner == "marquee.example"


def test_another_address_and_other_clients_are_stated() -> None:
    other = settings(
        web_url="http://localhost:8600/",
        return_urls=("http://localhost:3000/sign-in",),
        device_page="https://tv.example/code",
        passkey_domain="example",
        passkey_origins=("https://app.example",),
    )
    assert other.permitted_returns == ("http://localhost:8600/sign-in/return", "http://localhost:3000/sign-in")
    assert other.device_address == "https://tv.example/code"
    assert other.passkey_pages == ("http://localhost:8600", "https://app.example")
    assert other.passkey_owner == "example"
    assert settings(web_url="").site == "http://localhost:8000"
