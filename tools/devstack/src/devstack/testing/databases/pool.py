"""The databases of a test session: copies of one template per service, used again when their test has ended."""

import asyncio
import importlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from devstack.servers import schemas
from devstack.services import owner_of, roles_of
from devstack.testing.databases import recycling
from devstack.testing.databases.recycling import Pristine
from devstack.testing.lifetimes_plugin import DatabaseLifetimes

Address = Callable[[str, str], str]
"""Returns the address of a database for a role."""

_NUMBERS: Final = itertools.count(1)
_ROLES: Final = """
SELECT sum(hashtextextended(state, 0)) FROM (
  SELECT (rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
    rolconnlimit, rolpassword, rolvaliduntil)::text AS state FROM pg_authid WHERE rolname = ANY($1)
  UNION ALL SELECT (roleid, member)::text FROM pg_auth_members WHERE member::regrole::text = ANY($1)
  UNION ALL SELECT (setrole, setconfig)::text FROM pg_db_role_setting
    WHERE setdatabase = 0 AND setrole::regrole::text = ANY($1)
) states
"""


@dataclass(slots=True)
class _Template:
    name: str
    roles: int
    """Hash of the service's roles: their attributes, passwords, settings and memberships."""
    pristine: Pristine | None
    """What it holds, if its copies are used again."""
    idle: list[str] = field(default_factory=list)


class DatabasePool:
    """Provides databases of which no test sees what another one did."""

    def __init__(self, address: Address, password: str, lifetimes: DatabaseLifetimes) -> None:
        self._address = address
        self._password = password
        self._lifetimes = lifetimes
        self._templates: dict[tuple[str, bool], _Template] = {}
        self._in_use: dict[str, _Template] = {}
        self._one_at_a_time = asyncio.Lock()
        self._server: asyncpg.Connection | None = None

    async def take(self, service: str, *, migrate: bool) -> str:
        """Return the name of a database of a service: migrated, or with an empty schema."""
        async with self._one_at_a_time:
            server = await self._connected()
            await self._collect(server)
            key = (service, migrate)
            if key not in self._templates:
                self._templates[key] = await self._make(server, service, migrate=migrate)
            template = self._templates[key]
            if await _roles(server, service) != template.roles:
                await self._repair_roles(server, service)
            name = await self._restored(server, template) or await self._copy(server, service, template)
            self._in_use[name] = template
            self._lifetimes.add(name)
            return name

    async def close(self) -> None:
        """End the pool's session."""
        if self._server is not None:
            await self._server.close()

    async def _connected(self) -> asyncpg.Connection:
        """Return the pool's session: a new one for each test would first read the catalogs of the server (24 ms)."""
        if self._server is None or self._server.is_closed():
            self._server = await asyncpg.connect(self._address("postgres", "postgres"))
        return self._server

    async def _collect(self, server: asyncpg.Connection) -> None:
        """Withdraw the databases of tests that have ended."""
        for ended in self._lifetimes.pop_ended():
            template = self._in_use.pop(ended)
            if template.pristine is None:
                await _drop(server, ended)
                continue
            name = _new_name(ended.rpartition("_")[0])
            try:
                await recycling.withdraw(server, ended, name)
            except asyncpg.ObjectInUseError:
                await _drop(server, ended)
            else:
                template.idle.append(name)

    async def _restored(self, server: asyncpg.Connection, template: _Template) -> str | None:
        while template.idle and template.pristine is not None:
            name = template.idle.pop()
            async with schemas.connected(self._address(name, "postgres")) as connection:
                restored = await recycling.restore(connection, template.pristine)
            if restored:
                return name
            await _drop(server, name)
        return None

    async def _copy(self, server: asyncpg.Connection, service: str, template: _Template) -> str:
        name = _new_name(service)
        await server.execute(f"CREATE DATABASE {name} TEMPLATE {template.name} STRATEGY file_copy")
        await schemas.open_database(server, name, [service])
        return name

    async def _make(self, server: asyncpg.Connection, service: str, *, migrate: bool) -> _Template:
        name = f"tmpl_{service}" if migrate else f"tmpl_{service}_empty"
        passwords = dict.fromkeys(roles_of(service), self._password)
        await schemas.provision(lambda database: self._address(database, "postgres"), name, [service], passwords)
        pristine = None
        if migrate:
            # Looked up late: only a test that needs a migrated database pays for loading the migration runner.
            migrations = importlib.import_module("chassis.storage.migrations")
            await asyncio.to_thread(migrations.upgrade, service, self._address(name, owner_of(service)))
            async with schemas.connected(self._address(name, "postgres")) as connection:
                pristine = await recycling.describe(connection)
        roles = await _roles(server, service)
        for (other, _), template in self._templates.items():
            if other == service:
                template.roles = roles
        return _Template(name, roles, pristine)

    async def _repair_roles(self, server: asyncpg.Connection, service: str) -> None:
        """Undo what a test has changed of a service's roles: attributes, passwords, settings and memberships."""
        roles = roles_of(service)
        for row in await server.fetch(
            "SELECT roleid::regrole::text AS role, member::regrole::text AS member FROM pg_auth_members "
            "WHERE member::regrole::text = ANY($1)",
            roles,
        ):
            await server.execute(f"REVOKE {row['role']} FROM {row['member']}")
        for role in roles:
            await server.execute(f"ALTER ROLE {role} RESET ALL")
            await server.execute(f"ALTER ROLE {role} VALID UNTIL 'infinity'")
        await schemas.create_roles(server, service, dict.fromkeys(roles, self._password))
        repaired = await _roles(server, service)
        for (other, _), template in self._templates.items():
            if other == service:
                template.roles = repaired


def _new_name(service: str) -> str:
    return f"{service}_{next(_NUMBERS)}"


async def _roles(server: asyncpg.Connection, service: str) -> int:
    return int(await server.fetchval(_ROLES, roles_of(service)))


async def _drop(server: asyncpg.Connection, database: str) -> None:
    await server.execute(f"DROP DATABASE {database} WITH (FORCE)")
