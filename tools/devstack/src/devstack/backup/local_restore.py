"""Restoring into a data folder whose stack is down: with servers of its own, which end afterwards."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from contracts.event_catalog import TOPICS
from devstack.backup import keys, restoring
from devstack.backup.deployment import Deployment, of_stack
from devstack.backup.manifest import Manifest
from devstack.backup.restoring import Choice, Restored
from devstack.errors import BackupRefused
from devstack.folders import cache_folder, postgres_data_folder
from devstack.options import Plan
from devstack.processes.plan_servers import kafka_of, postgres_of, storage_of
from devstack.processes.process import Command, run
from devstack.processes.state import exclusive
from devstack.secret_files import KEY_FILES, Secrets, load_secrets, make_private_folder
from devstack.servers import schemas
from devstack.servers.artifacts import Installed, install
from devstack.servers.fetch import download
from devstack.servers.postgres import SUPERUSER
from devstack.servers.topics import create_topics, open_groups
from devstack.services import SERVICES, owner_environment, roles_of

_ROLES: Final = tuple(role for service in SERVICES for role in roles_of(service))


async def restore_stack(
    plan: Plan, folder: Path, content: Manifest, choice: Choice, *, keys_with: Path | None
) -> Restored:
    """Restore a checked backup into a data folder; raise AlreadyRunning, BackupRefused, BackupUnusable, BackupFailed.

    Unless the log is kept, the one that is there is replaced, after it was read for accounts deleted since the backup.
    """
    with exclusive(plan.data):
        if "database" in choice.parts and postgres_data_folder(plan.data).exists() and not choice.force:
            raise BackupRefused(f"{plan.data} holds the data of a stack: --force replaces it")
        if keys_with is not None:
            keys.open_sealed(folder, keys_with, plan.data)
        keys.check_ids(content.key_ids, [plan.data / name for name in KEY_FILES])
        make_private_folder(plan.log("marquee").parent)
        secrets = load_secrets(plan.data, _ROLES)
        target = of_stack(plan, secrets)
        installed = install(cache_folder(os.environ), download)
        deleted: tuple[str, ...] = ()
        if "log" in choice.parts and not choice.keep_log and (plan.data / "kafka").exists():
            async with _kafka(plan, installed):
                deleted = await restoring.deleted_since(target, content)
            shutil.rmtree(plan.data / "kafka")
        async with _servers(plan, installed, secrets, target):
            await restoring.refuse_loss(target, choice)
            result = await restoring.restore(target, folder, content, choice)
            deleted = tuple(sorted({*deleted, *result.deleted_since}))
            if deleted:
                await _delete_again(plan, secrets, deleted)
        return Restored(content, deleted, result.ahead)


async def _delete_again(plan: Plan, secrets: Secrets, users: Sequence[str]) -> None:
    environment = {**os.environ, **owner_environment(plan, "auth", secrets)}
    await run(Command((sys.executable, "-m", "auth", "erase", *users), plan.log("auth"), environment))


@asynccontextmanager
async def _servers(plan: Plan, installed: Installed, secrets: Secrets, target: Deployment) -> AsyncIterator[None]:
    """Run Postgres with the roles, Kafka with the topics, and the object storage."""
    postgres, storage = postgres_of(plan, installed, secrets), storage_of(plan, installed, secrets)
    async with _kafka(plan, installed):
        try:
            await postgres.start()
            await storage.start()
            async with schemas.connected(plan.database_url(SUPERUSER, secrets.postgres, "postgres")) as connection:
                for service in SERVICES:
                    await schemas.create_roles(connection, service, secrets.roles)
            if target.bootstrap is not None:
                await create_topics(target.bootstrap, TOPICS)
                await open_groups(target.bootstrap)
            yield
        finally:
            await storage.stop()
            await postgres.stop()


@asynccontextmanager
async def _kafka(plan: Plan, installed: Installed) -> AsyncIterator[None]:
    broker = kafka_of(plan, installed)
    await broker.start()
    try:
        yield
    finally:
        await broker.stop()
