"""Brings a running Postgres and Kafka to what the services need: `python -m devstack.prepare DATA BASE`.

Roles, database, schemas, migrations, topics, the keys of auth. Everything may be repeated, so it runs at every
start; in a process of its own, because what it imports would stay in the supervisor's memory.
"""

import asyncio
import base64
import contextlib
import sys
from os import urandom
from pathlib import Path

import asyncpg
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from chassis.storage import migrations
from chassis.storage.encryption import KEY_BYTES, BadEncryptionKey, read_keyring
from contracts.event_catalog import TOPICS
from devstack.errors import NotReady, SecretsUnreadable
from devstack.options import DATABASE, Plan
from devstack.reporting import reported
from devstack.secret_files import ENCRYPTION_KEY, ENCRYPTION_KEYS, SIGNING_KEY, Secrets, load_secrets, write_private
from devstack.servers import schemas
from devstack.servers.kafka import responds
from devstack.servers.postgres import SUPERUSER
from devstack.servers.topics import create_topics, open_groups
from devstack.services import (
    SERVICES,
    owner_of,
    roles_of,
)

_TIMEOUT_SECONDS = 110.0


def ensure_signing_key(data: Path) -> Path:
    """Return the file of the Ed25519 key (PKCS #8, PEM) that signs access tokens; create it when missing.

    Raise SecretsUnreadable for a damaged one.
    """
    path = data / SIGNING_KEY
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    if not _is_signing_key(path.read_bytes()):
        raise SecretsUnreadable(f"{path} holds no Ed25519 key: restore it, or remove it, which ends every session")
    return path


def ensure_encryption_key(data: Path, name: str = ENCRYPTION_KEY) -> Path:
    """Return the file of an encryption key (32 bytes in Base64), by default of columns; create it when missing.

    Raise SecretsUnreadable for a damaged one.
    """
    path = data / name
    if not path.exists():
        write_private(path, base64.b64encode(urandom(KEY_BYTES)) + b"\n")
    try:
        read_keyring([path])
    except BadEncryptionKey as error:
        raise SecretsUnreadable(f"{error}: restore it, or remove the data folder") from error
    return path


def _is_signing_key(content: bytes) -> bool:
    try:
        return isinstance(load_pem_private_key(content, None), Ed25519PrivateKey)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False


async def prepare(plan: Plan, secrets: Secrets) -> None:
    """Wait for both parts, then prepare them side by side."""
    ensure_signing_key(plan.data)
    for name in ENCRYPTION_KEYS:
        ensure_encryption_key(plan.data, name)
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            await asyncio.gather(_prepare_database(plan, secrets), _prepare_topics(plan.ports["kafka"]))
    except TimeoutError:
        raise NotReady(f"Postgres and Kafka could not be prepared within {_TIMEOUT_SECONDS:g} s") from None
    except asyncpg.InvalidPasswordError as error:
        raise SecretsUnreadable(
            f"{plan.data / 'secrets.json'} does not hold the password that the database was created with: "
            "restore it, or remove the data folder"
        ) from error


async def _prepare_topics(port: int) -> None:
    while True:
        if await responds(port):
            break
        await asyncio.sleep(0.1)
    await create_topics(f"127.0.0.1:{port}", TOPICS)
    await open_groups(f"127.0.0.1:{port}")


async def _prepare_database(plan: Plan, secrets: Secrets) -> None:
    def address(database: str) -> str:
        return plan.database_url(SUPERUSER, secrets.postgres, database)

    await _until_connected(address("postgres"))
    await schemas.provision(address, DATABASE, SERVICES, secrets.roles)
    for service in SERVICES:
        # One after another: the migration runner keeps its context in module state.
        url = plan.database_url(owner_of(service), secrets.roles[owner_of(service)])
        await asyncio.to_thread(migrations.upgrade, service, url)


async def _until_connected(url: str) -> None:
    while True:
        with contextlib.suppress(OSError, asyncpg.CannotConnectNowError):
            async with schemas.connected(url):
                return
        await asyncio.sleep(0.05)


def main() -> None:
    """Prepare the stack of the data folder and port base given as arguments."""
    data, base = Path(sys.argv[1]), int(sys.argv[2])
    with reported():
        secrets = load_secrets(data, [role for service in SERVICES for role in roles_of(service)])
        asyncio.run(prepare(Plan(data, base), secrets))


if __name__ == "__main__":
    main()
