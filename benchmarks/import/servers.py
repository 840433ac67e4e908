"""A Postgres and a Kafka of the benchmark's own, prepared for ingestion as the stack prepares them."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from chassis.storage import migrations
from contracts.event_catalog import TOPICS
from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.kafka import Kafka
from devstack.servers.postgres import DURABLE, Postgres
from devstack.servers.schemas import connected, provision
from devstack.servers.topics import create_topics, open_groups
from devstack.services import owner_of, roles_of

SERVICE = "ingestion"
DATABASE = "imports"


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the servers are, and as whom each is spoken to."""

    postgres: Postgres
    kafka: str
    passwords: Mapping[str, str]
    folder: Path

    def url(self, role: str = SERVICE) -> str:
        """Return the database's address for a role."""
        return f"postgresql://{role}:{self.passwords[role]}@127.0.0.1:{self.postgres.port}/{DATABASE}"

    async def forget_titles(self) -> None:
        """Empty the tables that an import fills, so that the next one starts from empty tables and fresh statistics."""
        async with connected(self.postgres.url(DATABASE)) as connection:
            await connection.execute(f"truncate {SERVICE}.titles, {SERVICE}.seasons, {SERVICE}.jobs")
            await connection.execute("vacuum analyze")

    async def prepare(self) -> None:
        """Make the database, ingestion's schema and every topic."""
        await provision(self.postgres.url, DATABASE, [SERVICE], self.passwords)
        await asyncio.to_thread(migrations.upgrade, SERVICE, self.url(owner_of(SERVICE)))
        await create_topics(self.kafka, TOPICS)
        await open_groups(self.kafka)


@asynccontextmanager
async def started() -> AsyncIterator[Servers]:
    """Start both servers with data under a temporary folder; stop them by process at the end."""
    data = temporary_data_folder()
    postgres_port, kafka_port, controller_port = free_ports(3)
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    passwords = {role: secrets.token_urlsafe(12) for role in ("postgres", *roles_of(SERVICE))}
    postgres = Postgres(
        installed.postgres_home, data / "postgres", data / "postgres.log", postgres_port, passwords["postgres"], DURABLE
    )
    kafka = Kafka(installed.kafka_jars, data / "kafka", data / "kafka.log", kafka_port, controller_port)
    servers = Servers(postgres, kafka.bootstrap, passwords, data)
    try:
        await asyncio.gather(postgres.start(), kafka.start())
        await servers.prepare()
        yield servers
    finally:
        await kafka.kill()
        await postgres.stop()
        shutil.rmtree(data, ignore_errors=True)
