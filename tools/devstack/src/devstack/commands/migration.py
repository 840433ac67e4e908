"""Writes a migration: `python -m devstack.commands.migration SERVICE MESSAGE`.

It compares the service's tables with what its migrations make of an empty database, on a throwaway Postgres, so
neither a running stack nor its data matter.
"""

import asyncio
import os
import secrets
import shutil
import sys

from chassis.storage import migrations
from devstack.folders import cache_folder, temporary_data_folder
from devstack.options import DATABASE
from devstack.ports import free_ports
from devstack.reporting import reported
from devstack.servers import schemas
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.postgres import FAST, Postgres
from devstack.services import SERVICES, owner_of, roles_of


async def write_migration(service: str, message: str) -> None:
    """Bring an empty schema to the newest migration and write the one that is missing beside it."""
    installed = install(cache_folder(os.environ), download)
    folder = temporary_data_folder()
    password = secrets.token_urlsafe(12)
    [port] = free_ports(1)
    server = Postgres(installed.postgres_home, folder / "postgres", folder / "log", port, password, FAST)
    try:
        await server.start()
        await schemas.provision(server.url, DATABASE, [service], dict.fromkeys(roles_of(service), password))
        owner = f"postgresql://{owner_of(service)}:{password}@127.0.0.1:{port}/{DATABASE}"
        await asyncio.to_thread(migrations.upgrade, service, owner)
        await asyncio.to_thread(migrations.new_revision, service, owner, message)
    finally:
        await server.stop()
        shutil.rmtree(folder)


def main() -> None:
    """Write the migration that the arguments name."""
    match sys.argv[1:]:
        case [service, message] if service in SERVICES and message:
            with reported():
                asyncio.run(write_migration(service, message))
        case _:
            sys.exit(
                f"usage: python -m devstack.commands.migration SERVICE MESSAGE, SERVICE one of {', '.join(SERVICES)}"
            )


if __name__ == "__main__":
    main()
