"""Settings come from the service's own prefix and from nowhere else."""

import pytest
from pydantic import ValidationError

from chassis.settings import CommaList, HttpSettings, ServiceSettings, prefixed

pytestmark = pytest.mark.unit


class CatalogSettings(ServiceSettings):
    """A service's settings."""

    model_config = prefixed("CATALOG")


class GatewaySettings(HttpSettings):
    """Settings of a service without a schema."""

    model_config = prefixed("GATEWAY")


def test_only_the_prefixed_names_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOG_DATABASE_URL", "postgresql://catalog:pw@127.0.0.1:5432/marquee")
    monkeypatch.setenv("CATALOG_KAFKA_BOOTSTRAP", "127.0.0.1:9092")
    monkeypatch.setenv("CATALOG_HTTP_PORT", "8003")
    monkeypatch.setenv("HTTP_HOST", "0.0.0.0")
    monkeypatch.setenv("STATS_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("CATALOG_NO_SUCH_SETTING", "x")
    settings = CatalogSettings()
    assert (settings.http_port, settings.http_host, settings.log_level) == (8003, "127.0.0.1", "INFO")
    assert settings.kafka_bootstrap == "127.0.0.1:9092"


def test_a_missing_secret_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CATALOG_DATABASE_URL", raising=False)
    monkeypatch.setenv("CATALOG_KAFKA_BOOTSTRAP", "127.0.0.1:9092")
    with pytest.raises(ValidationError, match="database_url\n  Field required"):
        CatalogSettings()


def test_the_url_with_its_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOG_DATABASE_URL", "postgresql://catalog:hunter2@127.0.0.1/marquee")
    monkeypatch.setenv("CATALOG_KAFKA_BOOTSTRAP", "127.0.0.1:9092")
    settings = CatalogSettings()
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in settings.model_dump_json()


@pytest.mark.parametrize(
    ("name", "value"), [("HTTP_PORT", "65536"), ("MAX_BODY_BYTES", "0"), ("SHUTDOWN_SECONDS", "soon")]
)
def test_values_out_of_range_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"GATEWAY_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        GatewaySettings()


def test_settings_do_not_change() -> None:
    settings = GatewaySettings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.http_port = 1


def test_a_refused_value_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_HTTP_PORT", "hunter2")
    with pytest.raises(ValidationError, match="http_port") as caught:
        GatewaySettings()
    assert "hunter2" not in str(caught.value)


class RegionSettings(HttpSettings):
    """Settings with a list."""

    model_config = prefixed("LISTS")

    regions: CommaList[str] = ("US",)
    ports: CommaList[int] = ()


@pytest.mark.parametrize(
    ("text", "values"), [("PL,US", ("PL", "US")), (" PL , US ,", ("PL", "US")), ("PL", ("PL",)), ("", ())]
)
def test_list_setting_is_comma_separated(monkeypatch: pytest.MonkeyPatch, text: str, values: tuple[str, ...]) -> None:
    monkeypatch.setenv("LISTS_REGIONS", text)
    assert RegionSettings().regions == values


def test_values_of_a_list_setting_are_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTS_PORTS", "1,two")
    with pytest.raises(ValidationError, match=r"ports\.1"):
        RegionSettings()
