"""At run time a service reads and writes its rows and nothing else, in the schemas as they are deployed."""

import asyncpg
import pytest
from tests.operations.migrated_schemas import Migrated

from devstack.servers import schemas
from devstack.services import SERVICES, owner_of

pytestmark = pytest.mark.integration

_TABLES = "select schemaname, tablename from pg_tables where schemaname = any($1) order by schemaname, tablename"
_RIGHTS = """
select table_schema, table_name, privilege_type from information_schema.table_privileges
where grantee = $1 and table_schema not in ('pg_catalog', 'information_schema')
"""
_EXECUTABLE = """
select format('%I.%I', nspname, proname) from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
where nspname = any($1) and has_function_privilege($2, pg_proc.oid, 'execute')
"""
_OF_PUBLIC = """
select distinct table_schema || '.' || table_name from information_schema.table_privileges
where grantee = 'PUBLIC' and table_schema = any($1)
"""
_DEFINERS = """
select nspname, proname, proowner::regrole::text as owner, proconfig
from pg_proc join pg_namespace on pg_namespace.oid = pronamespace where prosecdef and nspname = any($1)
"""
DML = {"SELECT", "INSERT", "UPDATE", "DELETE"}
APPENDED = {("billing", "ledger_entries"), ("billing", "ledger_transactions")}
"""What is written once and never changed."""


@pytest.mark.parametrize("service", SERVICES)
async def test_a_role_has_dml_on_its_tables_and_no_right_on_any_other(database: Migrated, service: str) -> None:
    async with schemas.connected(database.url()) as connection:
        tables = {(row["schemaname"], row["tablename"]) for row in await connection.fetch(_TABLES, [service])}
        rights: dict[tuple[str, str], set[str]] = {}
        for row in await connection.fetch(_RIGHTS, service):
            rights.setdefault((row["table_schema"], row["table_name"]), set()).add(row["privilege_type"])
    assert len(tables) > 10
    assert {place: held for place, held in rights.items() if place[0] != service} == {}
    appended = {place: rights.pop(place) for place in tables & APPENDED}
    assert {place: held for place, held in appended.items() if held != {"SELECT", "INSERT"}} == {}
    assert {place for place in tables - APPENDED if rights.get(place) != DML} == set()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_role_changes_no_table_that_it_uses(database: Migrated, service: str) -> None:
    async with schemas.connected(database.url()) as connection:
        names = [row["tablename"] for row in await connection.fetch(_TABLES, [service])]
    async with schemas.connected(database.url(service)) as connection:
        for name in names:
            for statement in (
                f"truncate {service}.{name}",
                f"drop table {service}.{name}",
                f"alter table {service}.{name} add column mine int",
                f"create trigger mine after insert on {service}.{name} execute function fold_name()",
            ):
                with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedFunctionError)):
                    await connection.execute(statement)


@pytest.mark.parametrize("service", SERVICES)
async def test_functions_of_other_services_cannot_be_called(database: Migrated, service: str) -> None:
    others = [name for name in SERVICES if name != service]
    async with schemas.connected(database.url()) as connection:
        assert await connection.fetch(_EXECUTABLE, others, service) == []
        assert await connection.fetch(_OF_PUBLIC, [*SERVICES]) == []


async def test_functions_with_rights_of_the_owner_have_a_fixed_path(database: Migrated) -> None:
    """Without it, who calls one decides which tables its statements mean."""
    async with schemas.connected(database.url()) as connection:
        definers = await connection.fetch(_DEFINERS, [*SERVICES])
    assert {row["nspname"] for row in definers} >= {"insights", "notifications", "stats"}
    for row in definers:
        assert row["owner"] == owner_of(row["nspname"])
        [path] = [setting for setting in row["proconfig"] or () if setting.startswith("search_path=")]
        assert path.removeprefix("search_path=").replace(" ", "") == f"{row['nspname']},pg_temp", row["proname"]
