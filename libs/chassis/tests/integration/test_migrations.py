"""The migration runner, on a package made for the test: up, down, compare, and never in anyone's way."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from chassis.storage import migrations
from devstack.testing.pytest_plugin import CreateDatabase, PostgresServer

pytestmark = pytest.mark.integration

PACKAGE = "library_of_notes"
ENV = """
from chassis.storage.migrations import run
from {package}.tables import metadata

run(metadata)
"""
TABLES = """
from sqlalchemy import Column, Integer, Table, Text

from chassis.storage.database import metadata as new_metadata
from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table

metadata = new_metadata()
notes = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("title", Text, nullable=False))
outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
"""
FIRST = """
from alembic import op
from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table

revision, down_revision = "0001", None

def upgrade():
    for statement in (*messaging_tables(), *outbox_lanes_table(), *inbox_source()):
        op.execute(statement)
    op.execute("create table notes (id int constraint pk_notes primary key)")

def downgrade():
    op.execute("drop table notes, inbox, outbox, outbox_lanes")
"""
SECOND = """
from alembic import op

revision, down_revision = "0002", "0001"

def upgrade():
    op.execute("alter table notes add column title text not null default ''")
    op.execute("alter table notes alter column title drop default")

def downgrade():
    op.execute("alter table notes drop column title")
"""
CONCURRENT = """
from alembic import op

revision, down_revision = "0003", "0002"

def upgrade():
    with op.get_context().autocommit_block():
        op.execute("create index concurrently ix_notes_title on notes (title)")

def downgrade():
    op.execute("drop index ix_notes_title")
"""


@dataclass
class Project:
    """A service's folder, and its database."""

    root: Path
    url: str = field(repr=False)

    def write(self, name: str, content: str) -> None:
        (self.root / "migrations" / "versions" / name).write_text(content, "utf-8")

    async def upgrade(self, revision: str = "head") -> None:
        await asyncio.to_thread(migrations.upgrade, PACKAGE, self.url, revision)

    async def downgrade(self, revision: str) -> None:
        await asyncio.to_thread(migrations.downgrade, PACKAGE, self.url, revision)

    async def check(self) -> None:
        await asyncio.to_thread(migrations.check, PACKAGE, self.url)

    async def tables(self) -> set[str]:
        connection = await self.connect()
        rows = await connection.fetch("select tablename from pg_tables where schemaname = $1", PACKAGE)
        await connection.close()
        return {row["tablename"] for row in rows}

    async def connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.url, server_settings={"search_path": PACKAGE})


@pytest_asyncio.fixture
async def project(
    create_database: CreateDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Project]:
    """Yield a service with two migrations and the tables they make."""
    package = tmp_path / "src" / PACKAGE
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "tables.py").write_text(TABLES, "utf-8")
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").write_text(ENV.format(package=PACKAGE), "utf-8")
    (tmp_path / "migrations" / "script.py.mako").write_text("revision = ${repr(up_revision)}\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    project = Project(tmp_path, (await create_database(PACKAGE, migrate=False)).owner)
    project.write("0001_first.py", FIRST)
    project.write("0002_second.py", SECOND)
    yield project
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]


async def test_up_down_up_and_no_difference_left(project: Project) -> None:
    everything = {"notes", "inbox", "outbox", "outbox_lanes", "alembic_version"}
    await project.upgrade()
    assert await project.tables() == everything
    await project.check()
    await project.downgrade("base")
    assert await project.tables() == {"alembic_version"}
    await project.upgrade()
    assert await project.tables() == everything
    await project.upgrade()


async def test_a_difference_between_code_and_database_is_found(project: Project) -> None:
    await project.upgrade("0001")
    with pytest.raises(CommandError, match="not up to date"):
        await project.check()
    await project.upgrade()
    connection = await project.connect()
    await connection.execute("alter table notes alter column title type varchar(10)")
    await connection.close()
    with pytest.raises(CommandError, match="New upgrade operations detected"):
        await project.check()


async def test_a_failing_migration_leaves_nothing_of_itself_behind(project: Project) -> None:
    project.write("0003_bad.py", SECOND.replace("0002", "0003").replace("0001", "0002").replace("title text", "x text"))
    worse = 'op.execute("alter table notes add column y int"); op.execute("create table notes (id int'
    project.write(
        "0004_worse.py",
        FIRST.replace('"0001", None', '"0004", "0003"')
        .replace(
            "for statement in (*messaging_tables(), *outbox_lanes_table(), *inbox_source())", "for statement in ()"
        )
        .replace('op.execute("create table notes (id int', worse),
    )
    await project.upgrade("0001")
    with pytest.raises(DBAPIError, match="already exists"):
        await project.upgrade()
    connection = await project.connect()
    assert await connection.fetchval("select version_num from alembic_version") == "0003"
    columns = "select column_name from information_schema.columns where table_schema = $1 and table_name = 'notes'"
    assert {row["column_name"] for row in await connection.fetch(columns, PACKAGE)} == {"id", "title", "x"}
    await connection.close()


async def test_a_busy_table_makes_it_give_up_in_the_end(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "BUSY_SECONDS", 1.5)
    await project.upgrade("0001")
    connection = await project.connect()
    async with connection.transaction():
        await connection.execute("lock table notes in share mode")
        with pytest.raises(DBAPIError, match="lock timeout"):
            await project.upgrade()
    await connection.close()
    await project.upgrade()


async def test_queries_pass_between_two_attempts_at_a_busy_table(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A waiting ALTER queues every later query behind itself."""
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "200ms")
    await project.upgrade("0001")
    busy, reader, observer = [await project.connect() for _ in range(3)]
    await busy.execute("begin; select from notes")
    migrating = asyncio.create_task(project.upgrade())
    waits = "select exists (select from pg_locks where not granted and relation = 'notes'::regclass)"
    for _ in range(3):
        while not await observer.fetchval(waits):
            assert not migrating.done()
        # It returns although the table stays busy, since the migration has stepped back.
        assert await reader.fetchval("select count(*) from notes") == 0
    assert not migrating.done()
    await busy.execute("rollback")
    await migrating
    await project.check()
    for connection in (busy, reader, observer):
        await connection.close()


async def test_two_processes_wait_for_each_other(project: Project) -> None:
    """The other one may take longer than a table may be waited for."""
    await project.upgrade("0001")
    other = await project.connect()
    await other.execute("begin; lock table alembic_version in share update exclusive mode")
    waiting = asyncio.create_task(project.upgrade())
    await asyncio.sleep(2.4)
    assert not waiting.done()
    assert await other.fetchval("select version_num from alembic_version") == "0001"
    await other.close()
    await waiting
    await project.check()


async def test_an_advisory_lock_of_another_role_holds_no_migration_up(
    project: Project, postgres_server: PostgresServer
) -> None:
    """Advisory locks are shared by all roles of a database."""
    other = await asyncpg.connect(postgres_server.url(project.url.rpartition("/")[2]))
    await other.execute(f"select pg_advisory_lock(hashtext('migrate:{PACKAGE}'))")
    await project.upgrade()
    await other.close()
    await project.check()


async def test_the_source_of_an_event_leaves_the_inbox_again(project: Project) -> None:
    await project.upgrade()
    connection = await project.connect()
    await connection.execute("insert into inbox (event_id, source) select $1, unnest('{a,b}'::text[])", uuid4())
    for statement in migrations.without_inbox_source():
        await connection.execute(statement)
    assert await connection.fetchval("select count(*) from inbox") == 1
    await connection.close()


async def test_two_threads_wait_for_each_other(project: Project) -> None:
    await asyncio.gather(project.upgrade(), project.upgrade())
    await project.check()


async def test_an_index_can_be_made_without_a_transaction(project: Project) -> None:
    project.write("0003_index.py", CONCURRENT)
    await project.upgrade()
    connection = await project.connect()
    assert await connection.fetchval("select indisvalid from pg_index where indexrelid = 'ix_notes_title'::regclass")
    assert await connection.fetchval("select version_num from alembic_version") == "0003"
    await connection.close()
