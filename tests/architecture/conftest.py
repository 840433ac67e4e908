"""What the architecture tests read: the sources as text by path, and the services' applications with their document."""

import importlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fastapi import FastAPI

from chassis.testing.openapi import DocumentReader
from gateway.application.api_document import ApiDocument
from gateway.domain.routes import SERVICES
from gateway.presentation.document_additions import additions

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def project() -> dict[str, str]:
    """Give the text of every shipped module by its path, such as `services/auth/src/auth/api.py`."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for member in ("libs", "services", "tools")
        for path in sorted(ROOT.glob(f"{member}/*/src/**/*.py"))
    }


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FastAPI]:
    """Return the services' applications, wired as in production and connected to nothing."""
    key = tmp_path_factory.mktemp("keys") / "signing.pem"
    key.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key.chmod(0o600)
    return {service: _application(service, key) for service in SERVICES}


@pytest.fixture(scope="session")
def api(applications: dict[str, FastAPI]) -> DocumentReader:
    """Return the document of the whole API, merged as the gateway does it."""
    document = ApiDocument(SERVICES, additions())
    for service, application in applications.items():
        document.update(service, application.openapi())
    return DocumentReader(document.merged)


def _application(service: str, key: Path) -> FastAPI:
    held: dict[str, object] = {"database_url": "postgresql://x:x@127.0.0.1:1/x", "kafka_bootstrap": "127.0.0.1:1"}
    if service == "auth":
        held["signing_key_file"] = key
    bootstrap = importlib.import_module(f"{service}.bootstrap")
    settings = importlib.import_module(f"{service}.settings").Settings(**held)
    application: FastAPI = importlib.import_module(f"{service}.api").create_api(bootstrap.build(settings))
    return application
