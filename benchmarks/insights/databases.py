"""The schema of insights in a database of its own, as a deployment has it."""

import asyncio
import secrets

import asyncpg

from chassis.storage import migrations
from devstack.servers.schemas import provision
from devstack.services import owner_of, roles_of

_PASSWORD = secrets.token_urlsafe(12)


async def make_insights_database(server: str, name: str) -> str:
    """Create and migrate a database; return its address for the role that owns the schema."""
    await provision(
        lambda which: f"{server}/{which}", name, ["insights"], dict.fromkeys(roles_of("insights"), _PASSWORD)
    )
    address = f"{server.rpartition('@')[2]}/{name}"
    owner = f"postgresql://{owner_of('insights')}:{_PASSWORD}@{address}"
    await asyncio.to_thread(migrations.upgrade, "insights", owner)
    return owner


async def postmaster(url: str) -> int:
    """Return the id of the server's process, which only a superuser may read."""
    connection = await asyncpg.connect(url)
    try:
        text: str = await connection.fetchval("select pg_read_file('postmaster.pid')")
        return int(text.splitlines()[0])
    finally:
        await connection.close()
