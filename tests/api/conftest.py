"""The services' applications with their document, for the tests of the public API."""

import base64
import importlib
from pathlib import Path
from typing import Any, NoReturn

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fastapi import FastAPI

from chassis.testing.openapi import DocumentReader
from gateway.application.api_document import ApiDocument
from gateway.bootstrap import build
from gateway.domain.document.nodes import Document
from gateway.domain.routes import API_SERVICES, OWN, SERVICES
from gateway.presentation.documentation.additions import additions
from gateway.presentation.own_application import own_application
from gateway.settings import Settings
from search.application.beyond.ports import ProviderSearchFailed


class Unreachable:
    """Finds nothing beyond the catalog, and leaves no connection open."""

    async def find(self, _: str, **__: object) -> NoReturn:
        raise ProviderSearchFailed


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FastAPI]:
    """Return the services' applications, wired as in production and connected to nothing."""
    key = tmp_path_factory.mktemp("keys") / "signing.pem"
    key.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key.chmod(0o600)
    return {service: _application(service, key) for service in API_SERVICES}


@pytest.fixture(scope="session")
def own() -> FastAPI:
    """Return the application of the gateway's own operations, connected to nothing and without limits."""
    held: dict[str, Any] = {f"{service}_url": "http://127.0.0.1:1" for service in SERVICES}
    held |= {"kafka_bootstrap": "127.0.0.1:1", "jwks_url": "http://127.0.0.1:1", "reads_per_minute": 0}
    held |= {"tmdb_images_url": "http://127.0.0.1:1", "tvmaze_images_url": "http://127.0.0.1:1", "images_per_minute": 0}
    container = build(Settings(**held))
    return own_application(
        container.application,
        container.health,
        container.lifespan(),
        container.stopping,
        max_body_bytes=1_048_576,
        heartbeat_seconds=15,
    )


@pytest.fixture(scope="session")
def documents(applications: dict[str, FastAPI], own: FastAPI) -> dict[str, Document]:
    """Return the document of each service, and of the gateway's own operations."""
    return {**{service: application.openapi() for service, application in applications.items()}, OWN: own.openapi()}


@pytest.fixture(scope="session")
def api(documents: dict[str, Document]) -> DocumentReader:
    """Return the document of the whole API, merged as the gateway does it."""
    merged = ApiDocument(tuple(documents), additions())
    for service, document in documents.items():
        merged.update(service, document)
    return DocumentReader(merged.merged)


def _encryption_key(folder: Path) -> Path:
    path = folder / "encryption-key"
    path.write_bytes(base64.b64encode(bytes(32)))
    return path


def _application(service: str, key: Path) -> FastAPI:
    held: dict[str, object] = {"database_url": "postgresql://x:x@127.0.0.1:1/x", "kafka_bootstrap": "127.0.0.1:1"}
    if service == "auth":
        sealing = (_encryption_key(key.parent),)
        # Sign-ins are counted in the database, which is not there, before anything else is looked at.
        held |= {"signing_key_file": key, "encryption_key_files": sealing, "notice_key_files": sealing}
        held["sign_ins_per_minute"] = 0
    if service == "notifications":
        sealing = (_encryption_key(key.parent),)
        held |= {"encryption_key_files": sealing, "notice_key_files": sealing}
    if service == "social":
        held["notice_key_files"] = (_encryption_key(key.parent),)
    if service in ("federation", "music", "playback", "sources"):
        held["encryption_key_files"] = (_encryption_key(key.parent),)
    if service == "playback":
        held["sources_url"] = "http://127.0.0.1:1"
    if service == "federation":
        held |= dict.fromkeys(("public_url", "music_url", "library_url"), "http://127.0.0.1:1")
    if service == "search":
        held |= {"index_folder": key.parent / "index", "ingestion_url": "http://127.0.0.1:1"}
    bootstrap = importlib.import_module(f"{service}.bootstrap")
    settings = importlib.import_module(f"{service}.settings").Settings(**held)
    parts = {"provider": Unreachable()} if service == "search" else {}
    application: FastAPI = importlib.import_module(f"{service}.api").create_api(bootstrap.build(settings, **parts))
    return application
