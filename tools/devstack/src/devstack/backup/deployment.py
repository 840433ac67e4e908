"""What a backup is taken of: the addresses of a stack on this machine, or those of any deployment by options."""

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from contracts.event_catalog import EVENTS
from devstack.backup.storage import StorageAddress
from devstack.errors import BackupRefused
from devstack.options import DATABASE, Plan
from devstack.secret_files import KEY_FILES, Secrets
from devstack.servers.object_storage import ACCESS_KEY, BUCKET
from devstack.servers.postgres import SUPERUSER
from devstack.services import (
    SERVICES,
    STORAGE,
)

GROUPS: Final = frozenset(name for event in EVENTS for name in event.spec.consumers if name in SERVICES)
"""The consumer groups: one for each service with a schema that reads events."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where the data is. Without `bootstrap` the log is left out, without `storage` the objects.

    `data` is the data folder of a stack on this machine, which holds its keys.
    """

    database_url: str = field(repr=False)
    bootstrap: str | None = None
    security: KafkaSecurity = PLAINTEXT
    storage: StorageAddress | None = None
    data: Path | None = None

    @property
    def key_files(self) -> list[Path]:
        """Return the files of the keys that open columns and sign tokens, where they are known."""
        return [] if self.data is None else [self.data / name for name in KEY_FILES]


def of_stack(plan: Plan, secrets: Secrets) -> Deployment:
    """Return the stack of a data folder on this machine."""
    return Deployment(
        plan.database_url(SUPERUSER, secrets.postgres, DATABASE),
        f"127.0.0.1:{plan.ports['kafka']}",
        storage=StorageAddress(plan.url(STORAGE), BUCKET, ACCESS_KEY, secrets.storage),
        data=plan.data,
    )


def of_options(options: argparse.Namespace) -> Deployment | None:
    """Return the deployment that options name, or None for the stack of the data folder; raise BackupRefused."""
    if options.database_url is None:
        return None
    url = urlsplit(options.database_url)
    if url.scheme != "postgresql" or not url.hostname or not url.path.strip("/"):
        raise BackupRefused("--database-url must be postgresql://USER@HOST:PORT/DATABASE")
    address = url
    if options.database_password_file is not None:
        host = url.netloc.rpartition("@")[2]
        password = quote(_secret(options.database_password_file), safe="")
        address = url._replace(netloc=f"{url.username}:{password}@{host}")
    storage = None
    if options.storage_endpoint is not None:
        if options.storage_secret_key_file is None:
            raise BackupRefused("--storage-endpoint needs --storage-secret-key-file")
        key = _secret(options.storage_secret_key_file)
        storage = StorageAddress(options.storage_endpoint, options.storage_bucket, options.storage_access_key, key)
    return Deployment(address.geturl(), options.kafka, _security(options), storage)


def _security(options: argparse.Namespace) -> KafkaSecurity:
    password = None if options.kafka_password_file is None else _secret(options.kafka_password_file)
    return KafkaSecurity(
        protocol=options.kafka_security,
        username=options.kafka_username,
        password=password,
        ca_file=options.kafka_ca_file,
    )


def _secret(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError:
        raise BackupRefused(f"there is no file {path}") from None
