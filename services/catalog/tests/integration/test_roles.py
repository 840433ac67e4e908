"""What each role of the process runs and serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalog.__main__ import SERVICE
from catalog.api import create_api
from catalog.presentation.consumers import TOPICS
from catalog.settings import Settings
from chassis.cli import ROLES
from chassis.testing.clients import client_for
from contracts.event_catalog import EVENTS

if TYPE_CHECKING:
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration


def test_every_event_declared_for_catalog_has_a_consumer() -> None:
    assert set(TOPICS) == {event.topic for event in EVENTS if "catalog" in event.spec.consumers}


async def test_routes_and_topics_agree(catalog: Catalog) -> None:
    assert {route.topic for route in catalog.container.routes()} == set(TOPICS)


async def test_worker_serves_only_health(catalog: Catalog) -> None:
    async with client_for(create_api(catalog.container, routes=False)) as client:
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/api/v1/catalog/genres")).status_code == 404


async def test_readiness_depends_on_the_database(catalog: Catalog) -> None:
    ready = await catalog.client.get("/health/ready")

    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert ready.json()["checks"]["database"] == {"status": "up"}


def test_application_is_created_without_connections() -> None:
    settings = Settings(database_url="postgresql://unused:x@127.0.0.1:1/none", kafka_bootstrap="127.0.0.1:1")

    for role in ROLES:
        assert SERVICE.create(settings, role).title == "Marquee catalog"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOG_DATABASE_URL", "postgresql://catalog:x@127.0.0.1:1/marquee")
    monkeypatch.setenv("CATALOG_KAFKA_BOOTSTRAP", "127.0.0.1:9092")
    monkeypatch.setenv("CATALOG_FALLBACK_REGIONS", "PL,US")

    settings = Settings()

    assert (settings.default_region, settings.fallback_regions) == ("US", ("PL", "US"))
