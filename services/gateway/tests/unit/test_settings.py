"""Settings of the gateway."""

import pytest
from pydantic import ValidationError

from gateway.domain.proxy_users import NO_PROXY, ProxyUsers
from gateway.domain.rate_limit import RateLimits
from gateway.domain.routes import SERVICES
from gateway.settings import Settings

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def required(monkeypatch: pytest.MonkeyPatch) -> None:
    for service in SERVICES:
        monkeypatch.setenv(f"GATEWAY_{service.upper()}_URL", f"http://{service}:8080")
    monkeypatch.setenv("GATEWAY_KAFKA_BOOTSTRAP", "localhost:9092")


def test_every_service_of_the_routes_has_a_url() -> None:
    assert Settings().upstreams == {service: f"http://{service}:8080" for service in SERVICES}


def test_lists_are_comma_separated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", "https://a.example, http://localhost:3000,")
    monkeypatch.setenv("GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8")

    settings = Settings()

    assert settings.cors_origins == ("https://a.example", "http://localhost:3000")
    assert settings.trusted_proxies == ("10.0.0.0/8",)


def test_wildcard_origin_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", "*")

    with pytest.raises(ValidationError, match="must list each origin"):
        Settings()


def test_limits_can_be_raised_and_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (Settings().reads_per_minute, Settings().writes_per_minute, Settings().sign_ins_per_minute) == (600, 120, 10)
    monkeypatch.setenv("GATEWAY_READS_PER_MINUTE", "100000")
    monkeypatch.setenv("GATEWAY_WRITES_PER_MINUTE", "0")
    assert (Settings().reads_per_minute, Settings().writes_per_minute) == (100_000, 0)


def test_quotas_rate_classes_and_replicas_make_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("READS", "WRITES", "SEARCHES", "CHARTS", "IMAGES", "EXPORTS", "LINKS", "SIGN_INS"):
        monkeypatch.setenv(f"GATEWAY_{name}_PER_MINUTE", str(len(name)))
    monkeypatch.setenv("GATEWAY_RATE_CLASS_FACTORS", "plus=2, family=0.5")
    monkeypatch.setenv("GATEWAY_REPLICAS", "3")

    assert Settings().rate_limits == RateLimits(
        {"reads": 5, "writes": 6, "search": 8, "charts": 6, "images": 6, "exports": 7, "links": 5, "sign-in": 8},
        {"free": 1.0, "plus": 2.0, "family": 0.5},
        3,
    )


@pytest.mark.parametrize(
    "text", ["", "plus", "plus=", "plus=0", "plus=-1", "plus=1e9", "=2", "Plus=2", "plus=2,,", "a=1000"]
)
def test_rate_classes_need_positive_factors(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("GATEWAY_RATE_CLASS_FACTORS", text)

    with pytest.raises(ValidationError, match="must list rate classes with factors"):
        Settings()


def test_no_proxy_names_users_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().proxy_users == NO_PROXY
    monkeypatch.setenv("GATEWAY_PROXY_USER_HEADER", "")
    assert Settings().proxy_users == NO_PROXY


def test_a_header_of_users_needs_networks_and_they_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_PROXY_USER_NETWORKS", "10.1.2.0/24, 192.0.2.7")
    with pytest.raises(ValidationError, match="needs proxy_user_header"):
        Settings()
    monkeypatch.setenv("GATEWAY_PROXY_USER_HEADER", "Remote-User")
    for secret in ("", "short"):
        monkeypatch.setenv("GATEWAY_PROXY_USER_SECRET", secret)
        with pytest.raises(ValidationError, match="secret must have at least 32 characters"):
            Settings()
    monkeypatch.setenv("GATEWAY_PROXY_USER_SECRET", "s" * 32)
    assert Settings().proxy_users == ProxyUsers.of("Remote-User", ["10.1.2.0/24", "192.0.2.7"], "s" * 32)
    monkeypatch.setenv("GATEWAY_PROXY_USER_NETWORKS", "")
    with pytest.raises(ValidationError, match="must be named"):
        Settings()
