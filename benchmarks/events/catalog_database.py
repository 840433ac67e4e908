"""Catalog's schema in a database of its own, as a deployment has it."""

import asyncio
import secrets

from chassis.storage import migrations
from devstack.servers.schemas import provision
from devstack.services import owner_of, roles_of

_PASSWORD = secrets.token_urlsafe(12)


async def make_catalog_database(url: str) -> str:
    """Make catalog's database beside the one of a contestant; return its address for the service's role."""
    server, name = url.rsplit("/", 1)
    database = f"{name}_view"
    await provision(
        lambda which: f"{server}/{which}", database, ["catalog"], dict.fromkeys(roles_of("catalog"), _PASSWORD)
    )
    address = f"{server.rpartition('@')[2]}/{database}"
    await asyncio.to_thread(migrations.upgrade, "catalog", f"postgresql://{owner_of('catalog')}:{_PASSWORD}@{address}")
    return f"postgresql://catalog:{_PASSWORD}@{address}"
