"""`marquee backup` and `marquee restore`: of the stack of a data folder, or of a deployment that options name."""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from devstack import options as stack_options
from devstack.backup import deployment as deployments
from devstack.backup import restoring, saving, storage
from devstack.backup.deployment import Deployment
from devstack.backup.local_restore import restore_stack
from devstack.backup.manifest import Manifest
from devstack.backup.restoring import Choice, Restored
from devstack.commands.status import running_state
from devstack.commands.supervise import say
from devstack.options import Plan
from devstack.secret_files import load_secrets

BACKUPS: Final = "backups"
METRICS: Final = Path("metrics") / "backup.prom"


def backup(options: argparse.Namespace) -> None:
    """Save a backup and print what it holds."""
    began = time.monotonic()
    place = options.to or str(options.data / BACKUPS / saving.folder_name(time.time()))
    with _folder_for(place) as folder:
        content = asyncio.run(saving.save(_source(options), folder, keys_with=options.keys_with))
        if storage.is_remote(place):
            storage.upload(folder, place)
    seconds = time.monotonic() - began
    saving.write_success(options.metrics_file or options.data / METRICS, content, seconds)
    say(f"{_summary(content)}\nbackup in {place} ({seconds:.1f} s)")


def restore(options: argparse.Namespace) -> None:
    """Restore a backup and print what it came to."""
    began = time.monotonic()
    with _fetched(options.place) as folder:
        content = restoring.check(folder)
        choice = Choice(options.force, options.keep_log, frozenset(options.only or restoring.PARTS))
        elsewhere = deployments.of_options(options)
        if elsewhere is None:
            result = asyncio.run(
                restore_stack(stack_options.plan_of(options), folder, content, choice, keys_with=options.keys_with)
            )
            if result.deleted_since:
                say(f"deleted {len(result.deleted_since)} accounts again, as their users had since the backup")
        else:
            result = asyncio.run(_restore_elsewhere(elsewhere, folder, content, choice))
            if result.deleted_since:
                say("delete these accounts again: python -m auth erase " + " ".join(result.deleted_since))
    say(_summary(content))
    if result.ahead:
        say(f"Kafka has {result.ahead} events that the database has not: publish the state of every service again")
    say(f"restored ({time.monotonic() - began:.1f} s)")


def _source(options: argparse.Namespace) -> Deployment:
    elsewhere = deployments.of_options(options)
    if elsewhere is not None:
        return elsewhere
    state = running_state(options.data)
    return deployments.of_stack(Plan(options.data, state.base), load_secrets(options.data, ()))


@contextmanager
def _folder_for(place: str) -> Iterator[Path]:
    if not storage.is_remote(place):
        yield Path(place).expanduser().absolute()
        return
    with tempfile.TemporaryDirectory(prefix="marquee-backup-") as folder:
        yield Path(folder)


@contextmanager
def _fetched(place: str) -> Iterator[Path]:
    with _folder_for(place) as folder:
        if storage.is_remote(place):
            storage.fetch(place, folder)
        yield folder


async def _restore_elsewhere(target: Deployment, folder: Path, content: Manifest, choice: Choice) -> Restored:
    await restoring.refuse_loss(target, choice)
    return await restoring.restore(target, folder, content, choice)


def _summary(content: Manifest) -> str:
    tables = content.tables.values()
    return (
        f"{len(content.schemas)} schemas, {len(tables)} tables, {sum(table.rows for table in tables)} rows, "
        f"{sum(item.records for item in content.log)} records of {len({item.topic for item in content.log})} topics, "
        f"{len(content.objects)} objects, {content.total_bytes / 2**20:.1f} MB"
    )
