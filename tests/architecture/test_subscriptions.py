"""FastStream's own view of each service's subscription agrees with the declared flows."""

import base64
import importlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from faststream.specification import AsyncAPI

from chassis.messaging.consuming.subscription import Subscription
from contracts.event_catalog import EVENTS

pytestmark = pytest.mark.unit

BY_THEMSELVES = {"gateway", "search"}
"""They read whole topics without a group, outside of FastStream."""
CONSUMERS = sorted({name for event in EVENTS for name in event.spec.consumers} - BY_THEMSELVES)


def declared_topics(service: str) -> set[str]:
    return {event.topic for event in EVENTS if service in event.spec.consumers}


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Return the settings of a service with nothing but what it requires."""
    service: str = request.param
    variables = {"DATABASE_URL": "postgresql://x:x@127.0.0.1:1/x", "KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    if service == "ingestion":
        variables |= dict.fromkeys(("TMDB_API_KEY", "TRAKT_CLIENT_ID", "OMDB_API_KEY"), "x")
    if service in ("auth", "federation", "music", "notifications", "playback", "social", "sources"):
        key = tmp_path / "encryption-key"
        key.write_bytes(base64.b64encode(bytes(32)))
        variables |= {"ENCRYPTION_KEY_FILES": str(key), "NOTICE_KEY_FILES": str(key)}
    if service == "playback":
        variables["SOURCES_URL"] = "http://127.0.0.1:1"
    if service == "federation":
        variables |= dict.fromkeys(("PUBLIC_URL", "MUSIC_URL", "LIBRARY_URL"), "http://127.0.0.1:1")
    if service == "auth":
        signing_key = tmp_path / "signing-key.pem"
        signing_key.write_bytes(
            Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        variables["SIGNING_KEY_FILE"] = str(signing_key)
    for name, value in variables.items():
        monkeypatch.setenv(f"{service.upper()}_{name}", value)
    return importlib.import_module(f"{service}.settings").Settings()


@pytest.mark.parametrize(("service", "settings"), [(name, name) for name in CONSUMERS], indirect=["settings"])
async def test_a_service_subscribes_to_exactly_its_declared_topics(service: str, settings: Any) -> None:
    container = importlib.import_module(f"{service}.bootstrap").build(settings)
    [subscription] = [task for task in container.backgrounds() if isinstance(task, Subscription)]
    document = AsyncAPI(subscription.broker, title=service, schema_version="3.0.0").to_specification().to_jsonable()
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert {address.split(":")[0] for address in addresses} == declared_topics(service)
    operations = document["operations"].values()
    assert {operation["action"] for operation in operations} == {"receive"}
