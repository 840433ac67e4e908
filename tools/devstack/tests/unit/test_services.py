"""Each service receives exactly the settings it needs."""

import sys
from pathlib import Path

import pytest

from devstack.options import Plan
from devstack.secret_files import KEY_FILES, Secrets
from devstack.services import (
    SERVICES,
    owner_environment,
    roles_of,
    service_command,
    service_environment,
    simulator_command,
)

pytestmark = pytest.mark.unit

SECRETS = Secrets(
    postgres="super",
    admin_password="letmein",
    roles={role: f"pw-{role}" for service in SERVICES for role in roles_of(service)},
    storage="s3",
    vapid="vapid",
    delivery="A" * 43,
    demo_password="visitor",
    editor_password="editor",
    community_password="community",
)
PLAN = Plan(Path("/data"), 9000)
MESSAGES = ("--webhook-endpoint", "http://127.0.0.1:9017/api/v1/billing/webhooks/stripe=whsec_simulator")


def test_a_service_gets_its_own_role_and_not_the_owner() -> None:
    assert service_environment(PLAN, "catalog", SECRETS) == {
        "CATALOG_HTTP_HOST": "127.0.0.1",
        "CATALOG_HTTP_PORT": "9002",
        "CATALOG_LINGER_SECONDS": "0",
        "CATALOG_KAFKA_BOOTSTRAP": "127.0.0.1:9009",
        "CATALOG_JWKS_URL": "http://127.0.0.1:9001/.well-known/jwks.json",
        "CATALOG_DATABASE_URL": "postgresql://catalog:pw-catalog@127.0.0.1:9008/marquee",
    }


def test_only_migrate_and_replay_get_the_owner() -> None:
    message = owner_environment(PLAN, "stats", SECRETS)
    assert message["STATS_MIGRATION_DATABASE_URL"] == "postgresql://stats_owner:pw-stats_owner@127.0.0.1:9008/marquee"
    assert not any("MIGRATION" in name for service in SERVICES for name in service_environment(PLAN, service, SECRETS))


def test_the_gateway_knows_every_service_and_no_database() -> None:
    environment = service_environment(PLAN, "gateway", SECRETS)
    assert environment["GATEWAY_HTTP_PORT"] == "9000"
    upstreams = {
        "GATEWAY_AUTH_URL": "http://127.0.0.1:9001",
        "GATEWAY_CATALOG_URL": "http://127.0.0.1:9002",
        "GATEWAY_INGESTION_URL": "http://127.0.0.1:9003",
        "GATEWAY_STATS_URL": "http://127.0.0.1:9004",
        "GATEWAY_INSIGHTS_URL": "http://127.0.0.1:9005",
        "GATEWAY_LIBRARY_URL": "http://127.0.0.1:9006",
    }
    assert environment.items() >= upstreams.items()
    assert environment["GATEWAY_TMDB_IMAGES_URL"] == "http://127.0.0.1:9007/t/p"
    assert "GATEWAY_DATABASE_URL" not in environment


def test_the_gateway_serves_health_apart_and_web_clients_in_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAY_CORS_ORIGINS", raising=False)
    environment = service_environment(PLAN, "gateway", SECRETS)
    assert environment["GATEWAY_MANAGEMENT_PORT"] == "9011"
    assert environment["GATEWAY_CORS_ORIGINS"] == "http://localhost:3000,http://localhost:3002"

    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", "https://a.example")
    assert service_environment(PLAN, "gateway", SECRETS)["GATEWAY_CORS_ORIGINS"] == "https://a.example"
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", "")
    assert service_environment(PLAN, "gateway", SECRETS)["GATEWAY_CORS_ORIGINS"] == ""


def test_only_the_gateway_is_opened_where_its_variable_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAY_HTTP_HOST", raising=False)
    assert service_environment(PLAN, "gateway", SECRETS)["GATEWAY_HTTP_HOST"] == "127.0.0.1"
    monkeypatch.setenv("GATEWAY_HTTP_HOST", "0.0.0.0")
    assert service_environment(PLAN, "gateway", SECRETS)["GATEWAY_HTTP_HOST"] == "0.0.0.0"
    assert service_environment(PLAN, "auth", SECRETS)["AUTH_HTTP_HOST"] == "127.0.0.1"


def test_auth_gets_the_key_and_the_first_administrator() -> None:
    message = service_environment(PLAN, "auth", SECRETS)
    assert message["AUTH_SIGNING_KEY_FILE"] == "/data/signing-key.pem"
    assert message["AUTH_ENCRYPTION_KEY_FILES"] == "/data/encryption-key"
    assert message["AUTH_NOTICE_KEY_FILES"] == "/data/notice-key"
    assert message["AUTH_BOOTSTRAP_ADMIN_EMAIL"] == "admin@marquee.example"
    assert message["AUTH_BOOTSTRAP_ADMIN_PASSWORD"] == "letmein"


def test_every_key_that_a_service_reads_is_created_and_backed_up() -> None:
    environments = [service_environment(PLAN, service, SECRETS) for service in SERVICES]
    read = {
        path
        for environment in environments
        for name, path in environment.items()
        if name.endswith(("_KEY_FILE", "_KEY_FILES"))
    }
    assert read == {f"/data/{name}" for name in KEY_FILES}


def test_notifications_gets_a_key_of_its_own_and_that_of_notices() -> None:
    environment = service_environment(PLAN, "notifications", SECRETS)
    assert environment["NOTIFICATIONS_ENCRYPTION_KEY_FILES"] == "/data/notifications-encryption-key"
    assert environment["NOTIFICATIONS_NOTICE_KEY_FILES"] == "/data/notice-key"
    assert environment["NOTIFICATIONS_VAPID_KEY"] == "vapid"
    assert environment["NOTIFICATIONS_SMS_FOLDER"] == "/data/sms"
    assert environment["NOTIFICATIONS_PUBLIC_URL"] == PLAN.url("gateway")


@pytest.mark.parametrize("service", ["auth", "playback", "gateway"])
def test_services_that_store_files_get_the_key_of_the_object_storage(service: str) -> None:
    environment = service_environment(PLAN, service, SECRETS)
    storage = {name: value for name, value in environment.items() if "STORAGE" in name}
    prefix = f"{service.upper()}_STORAGE"
    assert storage == {
        f"{prefix}_ENDPOINT": "http://127.0.0.1:9013",
        f"{prefix}_BUCKET": "marquee",
        f"{prefix}_ACCESS_KEY": "marquee",
        f"{prefix}_SECRET_KEY": "s3",
    }


def test_no_other_service_gets_the_key_of_the_object_storage() -> None:
    others = [service for service in SERVICES if service not in ("auth", "playback")]
    assert not any("STORAGE" in name for other in others for name in service_environment(PLAN, other, SECRETS))


def test_playback_and_the_gateway_share_the_key_of_media_files() -> None:
    for service in ("playback", "gateway"):
        environment = service_environment(PLAN, service, SECRETS)
        assert environment[f"{service.upper()}_DELIVERY_KEYS"] == f"first:{'00' * 32}"


def test_without_keys_ingestion_uses_the_simulator() -> None:
    message = service_environment(PLAN, "ingestion", SECRETS)
    assert message["INGESTION_TMDB_BASE_URL"] == "http://127.0.0.1:9007/tmdb/3"
    assert message["INGESTION_TRAKT_BASE_URL"] == "http://127.0.0.1:9007/trakt"
    assert message["INGESTION_OMDB_BASE_URL"] == "http://127.0.0.1:9007/omdb"
    assert message["INGESTION_TVMAZE_BASE_URL"] == "http://127.0.0.1:9007/tvmaze"
    assert message["INGESTION_TMDB_API_KEY"] == "simulator"
    assert message["INGESTION_TVMAZE_RATE"] == "400"
    assert message["INGESTION_SYNC_FRESH_SECONDS"] == "0"


def test_with_a_key_ingestion_uses_the_real_providers() -> None:
    plan = Plan(Path("/data"), 9000, provider_keys={"TMDB_API_KEY": "mine"})
    message = service_environment(plan, "ingestion", SECRETS)
    assert plan.real_providers
    assert message["INGESTION_TMDB_BASE_URL"] == "https://api.themoviedb.org/3"
    assert message["INGESTION_TVMAZE_BASE_URL"] == "https://api.tvmaze.com"
    assert message["INGESTION_TMDB_API_KEY"] == "mine"
    assert "INGESTION_TRAKT_CLIENT_ID" not in message
    assert "INGESTION_TVMAZE_RATE" not in message
    assert "INGESTION_SYNC_FRESH_SECONDS" not in message
    assert "GATEWAY_TMDB_IMAGES_URL" not in service_environment(plan, "gateway", SECRETS)


def test_with_real_budgets_both_sides_keep_their_defaults() -> None:
    plan = Plan(Path("/data"), 9000, real_budgets=True)
    message = service_environment(plan, "ingestion", SECRETS)
    assert message["INGESTION_TMDB_BASE_URL"] == "http://127.0.0.1:9007/tmdb/3"
    assert [name for name in message if "_RATE" in name] == []
    assert simulator_command(plan)[3:] == ("--host", "127.0.0.1", "--port", "9007", *MESSAGES)


def test_billing_is_paid_at_the_simulator_unless_the_providers_are_real() -> None:
    settings = service_environment(PLAN, "billing", SECRETS)
    assert settings["BILLING_STRIPE_URL"] == "http://127.0.0.1:9007/stripe"
    assert settings["BILLING_ZARINPAL_URL"] == "http://127.0.0.1:9007/zarinpal"
    assert settings["BILLING_STRIPE_WEBHOOK_SECRETS"] in MESSAGES[1]
    real = service_environment(Plan(Path("/data"), 9000, provider_keys={"TMDB_API_KEY": "k"}), "billing", SECRETS)
    assert not any("STRIPE" in name or "ZARINPAL" in name for name in real), "keys come from the environment"


def test_music_is_looked_up_at_the_simulator_unless_the_providers_are_real() -> None:
    settings = service_environment(PLAN, "music", SECRETS)
    assert settings["MUSIC_MUSICBRAINZ_BASE_URL"] == "http://127.0.0.1:9007/musicbrainz/ws/2"
    assert settings["MUSIC_METADATA_CONTACT"] == "admin@example.org"
    assert settings["MUSIC_RADIO_DIRECTORY_URLS"] == "http://127.0.0.1:9007/radio"
    real = service_environment(Plan(Path("/data"), 9000, provider_keys={"TMDB_API_KEY": "k"}), "music", SECRETS)
    assert not any("MUSICBRAINZ" in name or "METADATA" in name or "RADIO" in name for name in real), (
        "a contact comes from the environment"
    )


def test_command_lines() -> None:
    assert service_command("stats") == (sys.executable, "-m", "stats", "all")
    plan = Plan(Path("/data"), 9000, recordings=Path("/recordings"), scale=5000)
    assert simulator_command(plan)[3:] == (
        *("--host", "127.0.0.1", "--port", "9007", *MESSAGES),
        *("--limit", "tmdb=400/1", "--limit", "trakt=20000/300"),
        *("--limit", "omdb=100000/86400", "--limit", "tvmaze=400/10"),
        *("--limit", "musicbrainz=100/1", "--limit", "lastfm=100/1"),
        *("--limit", "coverart=100/1", "--limit", "fanart=100/1"),
        *("--recordings", "/recordings", "--scale", "5000"),
    )
