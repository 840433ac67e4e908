"""A Postgres and a Kafka of the benchmark's own, with the tables both contestants use."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table
from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.kafka import Kafka
from devstack.servers.postgres import DURABLE, Postgres
from devstack.servers.topics import create_topics

PARTITIONS = 6
SCHEMA = "public"

DOCUMENTS = """
create table documents (id uuid primary key, version bigint not null, body jsonb not null);
create table views (id uuid primary key, version bigint not null, body jsonb not null);
"""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic for one run."""

    name: str
    partitions: int = PARTITIONS

    def config(self) -> dict[str, str]:
        """Return no settings of its own."""
        return {}


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the servers are."""

    server_url: str
    bootstrap: str
    kafka_pid: int = 0
    kafka_data: Path = Path()

    async def database(self, name: str) -> str:
        """Create a database with the tables of one contestant and give its address."""
        connection = await asyncpg.connect(f"{self.server_url}/postgres")
        try:
            await connection.execute(f"create database {name}")
        finally:
            await connection.close()
        url = f"{self.server_url}/{name}"
        connection = await asyncpg.connect(url)
        try:
            for statement in (*messaging_tables(), *outbox_lanes_table(), *inbox_source(), DOCUMENTS):
                await connection.execute(statement)
        finally:
            await connection.close()
        return url


@asynccontextmanager
async def started() -> AsyncIterator[Parts]:
    """Start both servers with data under a temporary folder; stop them by process at the end."""
    data = temporary_data_folder()
    cache = cache_folder(os.environ)
    postgres_port, kafka_port, controller_port = free_ports(3)
    installed = await asyncio.to_thread(install, cache, download)
    password = secrets.token_urlsafe(12)
    postgres = Postgres(
        installed.postgres_home, data / "postgres", data / "postgres.log", postgres_port, password, DURABLE
    )
    kafka = Kafka(installed.kafka_jars, data / "kafka", data / "kafka.log", kafka_port, controller_port)
    try:
        await asyncio.gather(postgres.start(), kafka.start())
        yield Parts(
            f"postgresql://postgres:{password}@127.0.0.1:{postgres_port}",
            kafka.bootstrap,
            kafka.child.pid if kafka.child is not None else 0,
            kafka.data / "logs",
        )
    finally:
        await kafka.kill()
        await postgres.stop()
        shutil.rmtree(data, ignore_errors=True)


async def make_topic(parts: Parts, name: str) -> None:
    """Create a topic."""
    await create_topics(parts.bootstrap, [Topic(name), Topic(f"{name}.dlq", 1)])
