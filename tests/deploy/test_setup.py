"""What prepares Postgres and Kafka in a container does, on the real ones, what the devstack does on a laptop."""

import asyncio
import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from contracts.event_catalog import TOPICS
from devstack.servers import schemas
from devstack.testing.pytest_plugin import CreateDatabase, PostgresServer

pytestmark = pytest.mark.integration

DEPLOY = Path(__file__).parents[2] / "deploy"
REGION = re.compile(r"(?<=-- generated region services\n)[^\n]*\n")


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def _rights(server: PostgresServer, database: str, service: str) -> dict[str, Any]:
    """Return everything that was granted and set, with the service's name left out."""
    connection = await asyncpg.connect(server.url(database))
    try:
        result = {
            "extensions": await connection.fetch(
                "SELECT extname, extnamespace::regnamespace::text FROM pg_extension ORDER BY 1"
            ),
            "schemas": await connection.fetch(
                "SELECT nspname, nspowner::regrole::text, array(SELECT a::text FROM unnest(nspacl) a ORDER BY 1)"
                " FROM pg_namespace WHERE nspname IN ($1, 'public') ORDER BY 1",
                service,
            ),
            "defaults": await connection.fetch(
                "SELECT defaclrole::regrole::text, defaclnamespace::regnamespace::text, defaclobjtype,"
                " array(SELECT a::text FROM unnest(defaclacl) a ORDER BY 1) FROM pg_default_acl ORDER BY 1, 2, 3"
            ),
            "roles": await connection.fetch(
                "SELECT rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,"
                " rolinherit, rolconnlimit, array(SELECT c FROM unnest(rolconfig) c ORDER BY 1) FROM pg_roles"
                " WHERE rolname IN ($1, $2) ORDER BY 1",
                service,
                f"{service}_owner",
            ),
            "database": await connection.fetch(
                "SELECT array(SELECT a::text FROM unnest(datacl) a ORDER BY 1) FROM pg_database"
                " WHERE datname = current_database()"
            ),
        }
    finally:
        await connection.close()
    return {what: str([tuple(row) for row in rows]).replace(service, "SERVICE") for what, rows in result.items()}


@pytest.fixture
def statements() -> Callable[[str], str]:
    """Return schemas.sql for one service of another name: roles belong to the server, and others use theirs."""
    text = (DEPLOY / "k8s/components/postgres/schemas.sql").read_text(encoding="utf-8")
    assert REGION.search(text)
    return lambda service: REGION.sub(f"  services text[] := ARRAY['{service}'];\n", text)


@pytest.fixture
def topics() -> ModuleType:
    """Return the script that creates topics."""
    return _load(DEPLOY / "compose/create_topics.py")


async def test_schemas_are_those_of_the_devstack(
    postgres_server: PostgresServer, statements: Callable[[str], str]
) -> None:
    connection = await asyncpg.connect(postgres_server.superuser_url)
    for database in ("setup_sql", "setup_devstack"):
        await schemas.create_database(connection, database)
    passwords = dict.fromkeys(("setupb", "setupb_owner"), postgres_server.password)
    await schemas.create_roles(connection, "setupb", passwords)
    await schemas.open_database(connection, "setup_devstack", ["setupb"])
    await connection.close()
    connection = await asyncpg.connect(postgres_server.url("setup_devstack"))
    await schemas.create_extensions(connection)
    await schemas.create_schema(connection, "setupb")
    await connection.close()
    connection = await asyncpg.connect(postgres_server.url("setup_sql"))
    await connection.execute(statements("setupa"))
    once = await _rights(postgres_server, "setup_sql", "setupa")
    await connection.execute(statements("setupa"))
    await connection.close()
    assert await _rights(postgres_server, "setup_sql", "setupa") == once
    assert once == await _rights(postgres_server, "setup_devstack", "setupb")


async def test_different_privileges_are_reported(
    postgres_server: PostgresServer, statements: Callable[[str], str]
) -> None:
    connection = await asyncpg.connect(postgres_server.superuser_url)
    await schemas.create_database(connection, "setup_wrong")
    await connection.close()
    connection = await asyncpg.connect(postgres_server.url("setup_wrong"))
    await connection.execute(statements("setupc"))
    right = await _rights(postgres_server, "setup_wrong", "setupc")
    await connection.execute("GRANT CREATE ON SCHEMA setupc TO setupc")
    await connection.execute("ALTER ROLE setupc RESET statement_timeout")
    wrong = await _rights(postgres_server, "setup_wrong", "setupc")
    await connection.close()
    assert {what for what in right if right[what] != wrong[what]} == {"schemas", "roles"}


async def test_every_topic_is_created_as_the_contracts_say(kafka_bootstrap: str, topics: ModuleType) -> None:
    assert await topics.create(kafka_bootstrap) == []
    assert await topics.create(kafka_bootstrap) == []
    target = {
        topic.name: (topic.partitions, topic.cleanup, str(-1 if topic.retention_ms is None else topic.retention_ms))
        for topic in TOPICS
    }
    assert await _described(kafka_bootstrap, list(target)) == target


async def _described(bootstrap: str, names: list[str]) -> dict[str, tuple[int, str, str]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        partitions = {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics(names)}
        [response] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])
    finally:
        await admin.close()
    settings = {name: {entry[0]: entry[1] for entry in entries} for *_, name, entries in response.resources}
    return {
        name: (partitions[name], settings[name]["cleanup.policy"], settings[name]["retention.ms"]) for name in names
    }


@pytest.fixture
def waiting() -> ModuleType:
    """Return the script that waits for a schema."""
    return _load(DEPLOY / "wait_for_schema.py")


async def test_a_release_waits_for_its_migration(create_database: CreateDatabase, waiting: ModuleType) -> None:
    urls = await create_database("stats", migrate=False)
    assert await waiting.current("stats", urls.app) is None
    assert not await waiting.wait("stats", urls.app, timeout=0.05)
    migrations = importlib.import_module("chassis.storage.migrations")
    await asyncio.to_thread(migrations.upgrade, "stats", urls.owner)
    assert await waiting.wait("stats", urls.app, timeout=0)


async def test_a_schema_that_is_further_is_good_enough(create_database: CreateDatabase, waiting: ModuleType) -> None:
    urls = await create_database("stats")
    connection = await asyncpg.connect(urls.owner)
    await connection.execute("UPDATE stats.alembic_version SET version_num = 'of_the_next_release'")
    await connection.close()
    assert await waiting.wait("stats", urls.app, timeout=0)


async def test_unavailable_database_is_awaited(waiting: ModuleType) -> None:
    assert not await waiting.wait("stats", "postgresql://stats:x@127.0.0.1:1/marquee", timeout=0.05)
