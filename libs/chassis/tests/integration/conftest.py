"""A database and a topic of each test's own, and supervision that ends with the test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from chassis.runtime.background import Background, Tasks
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase, Run
from devstack.ports import free_ports
from devstack.servers.artifacts import Installed
from devstack.servers.kafka import Kafka
from devstack.servers.postgres import FAST, Postgres
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls, MakeTopics
from devstack.testing.shared_servers_plugin import shared_servers


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def migrated(create_database: CreateDatabase) -> DatabaseUrls:
    """Return a database with the tables of the miniature service, for the tests of one file."""
    urls = await create_database(notes.SCHEMA, migrate=False)
    owner = await asyncpg.connect(urls.owner, server_settings={"search_path": notes.SCHEMA})
    await owner.execute(";".join(notes.STATEMENTS))
    await owner.close()
    return urls


@pytest_asyncio.fixture
async def database(migrated: DatabaseUrls) -> AsyncIterator[NotesDatabase]:
    """Yield that database with empty tables, and an engine on it."""
    owner = await asyncpg.connect(migrated.owner, server_settings={"search_path": notes.SCHEMA})
    await owner.execute("truncate notes, inbox, outbox")
    await owner.close()
    database = NotesDatabase(migrated.app, migrated.superuser)
    yield database
    await database.engine.dispose()


@pytest_asyncio.fixture
async def topic(make_topics: MakeTopics, unique_name: Callable[[str], str]) -> str:
    """Return a topic of three partitions, and its dead letters' topic."""
    name = unique_name("note.changed")
    await asyncio.gather(make_topics(name, partitions=3), make_topics(f"{name}.dlq"))
    return name


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def fragile_kafka(
    devstack_folder: Path, devstack_parts: Installed, pytestconfig: pytest.Config
) -> AsyncIterator[Kafka]:
    """Yield a broker for the tests that stop it; each leaves it running."""
    port, controller_port = free_ports(2)
    data, log = devstack_folder / "fragile-kafka", devstack_folder / "fragile-kafka.log"
    classes = devstack_parts.class_cache
    broker = Kafka(devstack_parts.kafka_jars, data, log, port, controller_port, class_cache=classes)
    await broker.start()
    shared_servers(pytestconfig).callback(broker.abandon)
    yield broker
    await broker.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def fragile_postgres(devstack_folder: Path, devstack_parts: Installed) -> AsyncIterator[Postgres]:
    """Yield a server for the tests that stop it; each leaves it running."""
    [port] = free_ports(1)
    folder, log = devstack_folder / "fragile-postgres", devstack_folder / "fragile-postgres.log"
    server = Postgres(devstack_parts.postgres_home, folder, log, port, "fragile", FAST)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def fragile_database(fragile_postgres: Postgres) -> AsyncIterator[NotesDatabase]:
    """Yield a database of the miniature service on the server that may be stopped, used as its superuser."""
    name = f"notes_{uuid4().hex}"
    server = await asyncpg.connect(fragile_postgres.url())
    await server.execute(f"create database {name}")
    await server.close()
    owner = await asyncpg.connect(fragile_postgres.url(name), server_settings={"search_path": notes.SCHEMA})
    await owner.execute(";".join((f"create schema {notes.SCHEMA}", *notes.STATEMENTS)))
    await owner.close()
    database = NotesDatabase(fragile_postgres.url(name), fragile_postgres.url(name))
    yield database
    await database.engine.dispose()


@pytest_asyncio.fixture
async def run() -> AsyncIterator[Run]:
    """Run background tasks under supervision until the test ends, unless it stops them itself."""
    started: list[Tasks] = []

    def start(*backgrounds: Background) -> Tasks:
        tasks = Tasks(backgrounds)
        tasks.start()
        started.append(tasks)
        return tasks

    yield start
    await asyncio.gather(*(tasks.stop(10) for tasks in started))
