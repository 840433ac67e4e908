"""No test sees what another one did, although it may get the same database."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
import pytest_asyncio

from devstack.testing.databases.pool import DatabasePool
from devstack.testing.lifetimes_plugin import DatabaseLifetimes
from devstack.testing.pytest_plugin import PostgresServer

pytestmark = pytest.mark.integration

INSERT = "INSERT INTO stats.titles (media_id, kind, tmdb_id, version) VALUES (gen_random_uuid(), 'movie', 1, 1)"
Session = Callable[[str], Awaitable[asyncpg.Connection]]


class Pool:
    """A pool of databases of one service, and a sequence of tests that use it."""

    def __init__(self, server: PostgresServer) -> None:
        self.lifetimes = DatabaseLifetimes()
        self.pool = DatabasePool(server.url, server.password, self.lifetimes)

    async def next_test(self) -> str:
        """Return the database of the next test."""
        self.lifetimes.pytest_runtest_logfinish()
        return await self.pool.take("stats", migrate=True)


@pytest_asyncio.fixture
async def pool(postgres_server: PostgresServer) -> AsyncIterator[Pool]:
    """Yield a pool without databases."""
    pool = Pool(postgres_server)
    yield pool
    await pool.pool.close()


@pytest_asyncio.fixture
async def connect(postgres_server: PostgresServer) -> AsyncIterator[Session]:
    """Return a factory of the superuser's sessions, which are closed at the end."""
    opened: list[asyncpg.Connection] = []

    async def open_session(database: str) -> asyncpg.Connection:
        opened.append(await asyncpg.connect(postgres_server.url(database)))
        return opened[-1]

    yield open_session
    for connection in opened:
        await connection.close()


async def observed(session: asyncpg.Connection) -> dict[str, object]:
    """Return what a test could see of another one."""
    tables = await session.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'stats'::regnamespace"
    )
    contents = {row["relname"]: await session.fetch(f'SELECT * FROM stats."{row["relname"]}"') for row in tables}
    states = {
        "sequences": "SELECT sequencename, last_value FROM pg_sequences",
        "locks": "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
        "sessions": "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND backend_type = 'client backend'",
        "settings": "SELECT setrole, setconfig FROM pg_db_role_setting WHERE setdatabase <> 0",
        "roles": "SELECT rolname, rolcanlogin, rolconfig FROM pg_roles WHERE rolname ~ '^stats' ORDER BY 1",
        "members": "SELECT roleid, member FROM pg_auth_members WHERE member = 'stats'::regrole",
        "objects": "SELECT relname, relacl::text, reltuples FROM pg_class WHERE oid >= 16384 ORDER BY 1",
        "functions": "SELECT proname FROM pg_proc WHERE oid >= 16384 ORDER BY 1",
        "large objects": "SELECT oid FROM pg_largeobject_metadata",
        "increments": "SELECT seqincrement FROM pg_sequence ORDER BY seqrelid",
        "written": "SELECT sum(n_tup_ins) FROM pg_stat_user_tables WHERE schemaname = 'stats'",
    }
    return contents | {name: await session.fetch(query) for name, query in states.items()}


async def identity(session: asyncpg.Connection) -> int:
    """Return what stays the same when a database is used again."""
    return int(await session.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()"))


async def test_rows_sequences_locks_and_sessions_of_a_test_are_gone(pool: Pool, connect: Session) -> None:
    name = await pool.next_test()
    session = await connect(name)
    first, before = await identity(session), await observed(session)
    await session.execute(INSERT)
    for row in await session.fetch("SELECT schemaname || '.' || sequencename AS name FROM pg_sequences"):
        await session.execute("SELECT nextval($1::regclass)", row["name"])
    await session.execute(
        "SELECT pg_advisory_lock(7); CREATE TEMP TABLE scratch (id int); SET work_mem = '2MB'; LISTEN news"
    )
    await session.execute("SELECT * FROM stats.titles")

    second = await connect(await pool.next_test())
    assert await identity(second) == first, "the database is used again"
    assert await observed(second) == before
    assert await second.fetchval("SELECT to_regclass('scratch')") is None
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await session.execute("SELECT 1")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await connect(name)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stats.alembic_version SET version_num = 'other'",
        "DELETE FROM stats.alembic_version",
        "INSERT INTO stats.alembic_version VALUES ('other')",
        "TRUNCATE stats.alembic_version",
    ],
)
async def test_rows_of_the_template_are_restored(pool: Pool, connect: Session, change: str) -> None:
    session = await connect(await pool.next_test())
    first, before = await identity(session), await observed(session)
    await session.execute(change)
    second = await connect(await pool.next_test())
    assert await identity(second) == first, "the database is used again"
    assert await observed(second) == before


async def test_databases_in_use_are_not_shared(pool: Pool) -> None:
    first = await pool.next_test()
    assert await pool.pool.take("stats", migrate=True) != first


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE stats.more (id int)",
        "ALTER TABLE stats.titles ADD more int",
        "DROP TABLE stats.ranks",
        "DROP TABLE stats.alembic_version",
        "CREATE INDEX ON stats.titles (kind, version)",
        "GRANT SELECT ON stats.titles TO PUBLIC",
        "CREATE FUNCTION stats.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SEQUENCE stats.more",
        "SELECT lo_create(7)",
        "ALTER DATABASE {database} SET work_mem = '2MB'",
        "ALTER ROLE stats IN DATABASE {database} SET work_mem = '2MB'",
        "REVOKE CONNECT ON DATABASE {database} FROM stats",
        f"{INSERT}; ANALYZE stats.titles",
    ],
)
async def test_a_database_whose_objects_were_changed_is_not_used_again(
    pool: Pool, connect: Session, change: str
) -> None:
    name = await pool.next_test()
    session = await connect(name)
    first, before = await identity(session), await observed(session)
    await session.execute(change.format(database=name))
    second = await connect(await pool.next_test())
    assert await identity(second) != first
    assert await observed(second) == before


@pytest.mark.parametrize(
    "change",
    [
        "ALTER ROLE stats SET work_mem = '2MB'",
        "ALTER ROLE stats RESET statement_timeout",
        "ALTER ROLE stats NOLOGIN",
        "ALTER ROLE stats PASSWORD 'other'",
        "GRANT stats_owner TO stats",
    ],
)
async def test_changed_roles_are_repaired(
    pool: Pool, connect: Session, postgres_server: PostgresServer, change: str
) -> None:
    session = await connect(await pool.next_test())
    before = await observed(session)
    await session.execute(change)
    name = await pool.next_test()
    assert await observed(await connect(name)) == before
    await (await asyncpg.connect(postgres_server.url(name, "stats"))).close()
