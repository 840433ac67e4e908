"""A Postgres of a benchmark's own with the schema of one service."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil
from processes import cpu_of

from chassis.storage import migrations
from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.postgres import DURABLE, Postgres
from devstack.servers.schemas import provision
from devstack.services import owner_of, roles_of


@dataclass(frozen=True, slots=True)
class ServiceDatabase:
    """The server with the schema of a service, in a database of its name, and a folder of logs."""

    service: str
    postgres: Postgres
    passwords: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """The folder of logs, which is deleted afterwards."""
        return self.postgres.log.parent

    @property
    def admin_url(self) -> str:
        """The database's address for the benchmark."""
        return self.postgres.url(self.service)

    def url(self, role: str | None = None) -> str:
        """Return the database's address for a role, by default that of the service."""
        name = role or self.service
        return f"postgresql://{name}:{self.passwords[name]}@127.0.0.1:{self.postgres.port}/{self.service}"

    def cpu(self) -> float:
        """Return the processor time of the server and of its sessions, with those that have ended, in seconds."""
        assert self.postgres.child is not None
        server = psutil.Process(self.postgres.child.pid)
        ended = server.cpu_times()
        times = [ended.children_user, ended.children_system, *map(cpu_of, server.children(recursive=True))]
        return cpu_of(server) + sum(times)


DatabaseT = TypeVar("DatabaseT", bound=ServiceDatabase)


@asynccontextmanager
async def migrated(service: str, kind: type[DatabaseT]) -> AsyncIterator[DatabaseT]:
    """Yield a server whose data is in a temporary folder, with the migrated schema of a service."""
    data = temporary_data_folder()
    [port] = free_ports(1)
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    passwords = {role: secrets.token_urlsafe(12) for role in ("postgres", *roles_of(service))}
    postgres = Postgres(
        installed.postgres_home, data / "postgres", data / "postgres.log", port, passwords["postgres"], DURABLE
    )
    database = kind(service, postgres, passwords)
    try:
        await postgres.start()
        await provision(postgres.url, service, [service], passwords)
        await asyncio.to_thread(migrations.upgrade, service, database.url(owner_of(service)))
        yield database
    finally:
        await postgres.stop()
        shutil.rmtree(data, ignore_errors=True)
