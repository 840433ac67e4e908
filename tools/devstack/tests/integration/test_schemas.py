"""Each service's role reads and writes its own rows and nothing else."""

from itertools import permutations
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from devstack.servers import schemas
from devstack.services import SERVICES, owner_of, roles_of
from devstack.testing.pytest_plugin import PostgresServer

pytestmark = pytest.mark.integration

DATABASE = "isolation"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(postgres_server: PostgresServer) -> PostgresServer:
    """Return a database with every service's schema, each with one table `things` of its owner."""
    passwords = {role: postgres_server.password for service in SERVICES for role in roles_of(service)}
    for _ in range(2):
        await schemas.provision(postgres_server.url, DATABASE, SERVICES, passwords)
    for service in SERVICES:
        async with schemas.connected(postgres_server.url(DATABASE, owner_of(service))) as connection:
            await connection.execute("CREATE TABLE things (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    return postgres_server


@pytest.mark.parametrize("service", SERVICES)
async def test_a_role_has_dml_in_its_own_schema(server: PostgresServer, service: str) -> None:
    async with schemas.connected(server.url(DATABASE, service)) as connection:
        await connection.execute("INSERT INTO things (name) VALUES ('a')")
        await connection.execute("UPDATE things SET name = 'b'")
        assert await connection.fetchval("SELECT name FROM things") == "b"
        await connection.execute("DELETE FROM things")
        assert await connection.fetchval("SELECT similarity(unaccent('Amélie'), 'Amelie')") == 1.0


@pytest.mark.parametrize(("service", "other"), list(permutations(SERVICES, 2)))
async def test_both_roles_are_refused_in_every_other_schema(server: PostgresServer, service: str, other: str) -> None:
    for role in roles_of(service):
        async with schemas.connected(server.url(DATABASE, role)) as connection:
            for statement in (
                f"SELECT * FROM {other}.things",
                f"INSERT INTO {other}.things (name) VALUES ('a')",
                f"CREATE TABLE {other}.mine (n int)",
                f"SET ROLE {owner_of(other)}",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (n int)",
        "CREATE TABLE public.mine (n int)",
        "CREATE TEMPORARY TABLE mine (n int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE things ADD COLUMN n int",
        "DROP TABLE things",
        "TRUNCATE things",
        "SELECT * FROM public.pg_stat_statements",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'x')",
        "CREATE INDEX mine ON things (name)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE things OWNER TO CURRENT_USER",
        "CREATE EXTENSION hstore",
        "CREATE ROLE mine",
        "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_shadow",
        "SELECT pg_read_file('postgresql.conf')",
        "COPY things TO PROGRAM 'true'",
        "COPY things FROM '/etc/passwd'",
    ],
)
async def test_a_role_cannot_define_anything(server: PostgresServer, service: str, statement: str) -> None:
    async with schemas.connected(server.url(DATABASE, service)) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_role_cannot_become_its_owner(server: PostgresServer, service: str) -> None:
    async with schemas.connected(server.url(DATABASE, service)) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"SET ROLE {owner_of(service)}")


@pytest.mark.parametrize("service", SERVICES)
async def test_sessions_start_with_their_limits(server: PostgresServer, service: str) -> None:
    names = (
        "search_path",
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
        "transaction_timeout",
    )
    result = {}
    for role in roles_of(service):
        async with schemas.connected(server.url(DATABASE, role)) as connection:
            result[role] = [await connection.fetchval("SELECT current_setting($1)", name) for name in names]
    assert result == {
        service: [f"{service}, public", "30s", "5s", "1min", "2min"],
        owner_of(service): [f"{service}, public", "0", "5s", "1min", "0"],
    }


@pytest.mark.parametrize("service", SERVICES)
async def test_no_service_takes_all_connections(server: PostgresServer, service: str) -> None:
    async with schemas.connected(server.superuser_url) as connection:
        limits = await connection.fetch(
            "SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname = ANY($1)", roles_of(service)
        )
        everyone = int(await connection.fetchval("SHOW max_connections"))
    assert {row["rolname"]: row["rolconnlimit"] for row in limits} == {service: 100, owner_of(service): 10}
    assert everyone >= 2 * 100


async def test_a_role_beyond_its_connections_is_refused(server: PostgresServer) -> None:
    async with schemas.connected(server.superuser_url) as connection:
        await connection.execute("ALTER ROLE stats_owner CONNECTION LIMIT 1")
        async with schemas.connected(server.url(DATABASE, "stats_owner")):
            with pytest.raises(asyncpg.TooManyConnectionsError):
                await asyncpg.connect(server.url(DATABASE, "stats_owner"))
        await connection.execute("ALTER ROLE stats_owner CONNECTION LIMIT 10")


async def test_a_role_of_another_database_cannot_connect(server: PostgresServer) -> None:
    async with schemas.connected(server.superuser_url) as connection:
        await schemas.create_database(connection, "closed")
        await schemas.open_database(connection, "closed", ["auth"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(server.url("closed", "catalog"))


@pytest.mark.parametrize("database", schemas.OTHER_DATABASES)
@pytest.mark.parametrize("role", roles_of("catalog"))
async def test_no_role_connects_to_the_databases_of_the_server(
    server: PostgresServer, database: str, role: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(server.url(database, role))


async def test_postgres_never_receives_a_password(server: PostgresServer, devstack_folder: Path) -> None:
    """Statements are kept in the statistics and, where so configured, in the log."""
    password = f"right-{uuid4().hex}"
    async with schemas.connected(server.url(DATABASE)) as connection:
        await connection.execute("SET log_statement = 'all'")
        await schemas.create_roles(connection, "password_test", dict.fromkeys(roles_of("password_test"), password))
        await schemas.open_database(connection, DATABASE, ["password_test"])
        statements = [row["query"] for row in await connection.fetch("SELECT query FROM pg_stat_statements")]
    log = (devstack_folder / "postgres.log").read_text("utf-8")
    assert any('ALTER ROLE "password_test_owner" ' in statement for statement in statements)
    assert 'ALTER ROLE "password_test_owner" ' in log
    assert [text for text in (*statements, log) if password in text] == []
    for role in roles_of("password_test"):
        address = server.url(DATABASE, role)
        async with schemas.connected(address.replace(server.password, password)) as connection:
            assert await connection.fetchval("SELECT current_user") == role
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(address)


async def test_passwords_in_statistics_of_an_older_version_are_forgotten(server: PostgresServer) -> None:
    async with schemas.connected(server.url(DATABASE)) as connection:
        await connection.execute("CREATE ROLE older")
        await connection.execute("ALTER ROLE older LOGIN PASSWORD 'hunter2'")
        await schemas.forget_passwords(connection)
        statements = [row["query"] for row in await connection.fetch("SELECT query FROM pg_stat_statements")]
        await connection.execute("DROP ROLE older")
    assert [statement for statement in statements if "hunter2" in statement] == []
    assert any("SCRAM-SHA-256$" in statement for statement in statements)
