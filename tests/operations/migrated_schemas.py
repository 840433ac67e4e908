"""One database with the schema of every service, migrated as a deployment does it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chassis.storage import migrations
from devstack.servers import schemas
from devstack.services import owner_of, roles_of
from devstack.testing.pytest_plugin import PostgresServer


@dataclass(frozen=True, slots=True)
class Migrated:
    """A database of the server with the migrated schemas of services."""

    server: PostgresServer
    database: str

    def url(self, role: str = "postgres") -> str:
        """Return the address of the database for a role."""
        return self.server.url(self.database, role)


@asynccontextmanager
async def migrated(server: PostgresServer, database: str, services: Sequence[str]) -> AsyncIterator[Migrated]:
    """Yield the database, and drop it at the end."""
    passwords = {role: server.password for service in services for role in roles_of(service)}
    await schemas.provision(server.url, database, services, passwords)
    made = Migrated(server, database)
    try:
        for service in services:
            await asyncio.to_thread(migrations.upgrade, service, made.url(owner_of(service)))
        yield made
    finally:
        async with schemas.connected(server.superuser_url) as connection:
            await connection.execute(f'drop database "{database}" with (force)')
