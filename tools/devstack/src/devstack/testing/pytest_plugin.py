"""Fixtures on one real Postgres and one real Kafka per test session, started when the first test needs them.

Each test module takes databases by template (`create_database`) and topics of its own (`make_topics`,
`unique_name`), so tests share servers and never data.
"""

import itertools
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio

from contracts.event_catalog import TOPICS
from contracts.topics import TopicSpec
from devstack.folders import cache_folder, temporary_data_folder
from devstack.media import tools
from devstack.ports import free_ports
from devstack.servers import class_cache
from devstack.servers.artifacts import Installed, install
from devstack.servers.fetch import download
from devstack.servers.kafka import Kafka
from devstack.servers.object_storage import ObjectStorage
from devstack.servers.postgres import FAST, Postgres
from devstack.servers.topics import create_topics, open_groups
from devstack.services import roles_of
from devstack.testing.databases.pool import DatabasePool
from devstack.testing.lifetimes_plugin import DatabaseLifetimes
from devstack.testing.shared_servers_plugin import shared_servers

_LIFETIMES = pytest.StashKey[DatabaseLifetimes]()


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """The session's server; `password` is also every role's password."""

    host: str
    port: int
    password: str = field(repr=False)

    def url(self, database: str = "postgres", role: str = "postgres") -> str:
        """Return the address of a database for a role, by default the superuser."""
        return f"postgresql://{role}:{self.password}@{self.host}:{self.port}/{database}"

    @property
    def superuser_url(self) -> str:
        """The superuser's address of the server's own database."""
        return self.url()


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One fresh database, migrated: `app` for the service's role, `owner` for its schema's owner."""

    name: str
    app: str = field(repr=False)
    owner: str = field(repr=False)
    superuser: str = field(repr=False)


class CreateDatabase(Protocol):
    """Creates a fresh database of a service; `migrate=False` leaves its schema empty."""

    def __call__(self, service: str, *, migrate: bool = True) -> Awaitable[DatabaseUrls]: ...


class MakeTopics(Protocol):
    """Creates topics of the test's own, deleted by policy like any topic of occurrence events."""

    def __call__(self, *names: str, partitions: int = 1) -> Awaitable[None]: ...


def pytest_configure(config: pytest.Config) -> None:
    """Follow the lifetimes of databases."""
    config.stash[_LIFETIMES] = lifetimes = DatabaseLifetimes()
    config.pluginmanager.register(lifetimes)


@pytest.fixture(scope="session")
def devstack_folder() -> Iterator[Path]:
    """Yield the session's data folder, removed at the end."""
    folder = temporary_data_folder(in_memory=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def devstack_parts() -> Installed:
    """Provide PostgreSQL and Kafka, fetched into the cache when missing."""
    return install(cache_folder(os.environ), download)


@pytest.fixture(scope="session")
def media_tools() -> Path:
    """Provide the folder of ffmpeg, ffprobe and packager, fetched into the cache when missing."""
    return tools.install(cache_folder(os.environ))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_server(devstack_folder: Path, devstack_parts: Installed) -> AsyncIterator[PostgresServer]:
    """Yield a running PostgreSQL without durability, for this session alone."""
    [port] = free_ports(1)
    data, log = devstack_folder / "postgres", devstack_folder / "postgres.log"
    server = Postgres(devstack_parts.postgres_home, data, log, port, secrets.token_urlsafe(12), FAST)
    await server.start()
    try:
        yield PostgresServer("127.0.0.1", port, server.password)
    finally:
        # Its data is removed next: nothing needs to be written for a restart.
        await server.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kafka_bootstrap(
    devstack_folder: Path, devstack_parts: Installed, pytestconfig: pytest.Config
) -> AsyncIterator[str]:
    """Yield `host:port` of a running Kafka, for this session alone."""
    port, controller_port = free_ports(2)
    broker = Kafka(
        devstack_parts.kafka_jars,
        devstack_folder / "kafka",
        devstack_folder / "kafka.log",
        port,
        controller_port,
        class_cache=devstack_parts.class_cache,
    )
    with class_cache.made_meanwhile(devstack_parts):
        await broker.start()
        shared_servers(pytestconfig).callback(broker.abandon)
        try:
            # Services know their topics by fixed names: the first test must not create them with other settings.
            await create_topics(broker.bootstrap, TOPICS)
            await open_groups(broker.bootstrap)
            yield broker.bootstrap
        finally:
            await broker.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def object_storage(devstack_folder: Path, devstack_parts: Installed) -> AsyncIterator[ObjectStorage]:
    """Yield a running S3-compatible storage with an empty bucket, for this session alone."""
    [port] = free_ports(1)
    data, log = devstack_folder / "object_storage", devstack_folder / "object_storage.log"
    server = ObjectStorage(
        devstack_parts.storage_jar, data, log, port, secrets.token_urlsafe(12), ["https://app.example"]
    )
    await server.start()
    try:
        yield server
    finally:
        await server.kill()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def create_database(
    postgres_server: PostgresServer, pytestconfig: pytest.Config
) -> AsyncIterator[CreateDatabase]:
    """Yield a factory of fresh databases: a service's first call migrates a template, every call copies it.

    The database of a test that has ended is restored for the next test, under a new name, or dropped if it was not
    migrated: to drop and to copy hundreds of them would take minutes of processor time.
    """
    pool = DatabasePool(postgres_server.url, postgres_server.password, pytestconfig.stash[_LIFETIMES])

    async def create(service: str, *, migrate: bool = True) -> DatabaseUrls:
        name = await pool.take(service, migrate=migrate)
        app, owner = (postgres_server.url(name, role) for role in roles_of(service))
        return DatabaseUrls(name, app, owner, postgres_server.url(name))

    yield create
    await pool.close()


@pytest.fixture(scope="session")
def unique_name() -> Callable[[str], str]:
    """Return a factory of names that no other test uses, for a topic or a consumer group: `unique_name("orders")`."""
    numbers = itertools.count(1)
    return lambda stem: f"{stem}.t{next(numbers)}"


@pytest.fixture(scope="session")
def make_topics(kafka_bootstrap: str) -> MakeTopics:
    """Return a factory of topics: `await make_topics("a", "b", partitions=3)`."""

    async def make(*names: str, partitions: int = 1) -> None:
        await create_topics(kafka_bootstrap, [TopicSpec(name, partitions, "delete", None) for name in names])

    return make
