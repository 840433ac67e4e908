"""Taking a backup: everything as of one instant, into a folder that is complete once its manifest is there."""

import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from contracts.event_catalog import TOPICS
from devstack.backup import database, keys, log, manifest, storage
from devstack.backup.cut import Cut, open_cut
from devstack.backup.deployment import GROUPS, Deployment
from devstack.backup.manifest import Manifest, ObjectContent
from devstack.errors import BackupRefused
from devstack.secret_files import KEY_FILES, make_private_folder, write_private

_NAMES: Final = tuple(topic.name for topic in TOPICS)


async def save(deployment: Deployment, folder: Path, *, keys_with: Path | None = None) -> Manifest:
    """Write a backup into an empty folder, and return its manifest; what is written so far is removed on failure.

    Objects are copied before the snapshot and again after it: each one that the snapshot refers to existed at its
    instant, and no key is ever used again.
    """
    if keys_with is not None and deployment.data is None:
        raise BackupRefused("--keys-with needs the data folder of a stack; save the keys of a deployment elsewhere")
    _create(folder)
    try:
        objects = _save_objects(deployment, folder)
        async with open_cut(deployment.database_url, deployment.bootstrap, deployment.security, _NAMES, GROUPS) as cut:
            content = await _save_database(deployment, cut, folder)
        if deployment.bootstrap is not None:
            content = replace(content, log=await log.save(deployment.bootstrap, deployment.security, cut.ends, folder))
        if keys_with is not None and deployment.data is not None:
            keys.seal(deployment.data, KEY_FILES, keys_with, folder)
        content = replace(
            content,
            objects=_save_objects(deployment, folder, objects),
            key_ids=keys.ids_of(deployment.key_files),
            has_keys=keys_with is not None,
            files=manifest.describe_files(folder),
        )
        content.write(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return content


def _create(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(f"{folder} is not empty: name a folder for this backup alone")
    make_private_folder(folder)


async def _save_database(deployment: Deployment, cut: Cut, folder: Path) -> Manifest:
    await database.dump(deployment.database_url, cut.snapshot, folder)
    version = int(await cut.connection.fetchval("show server_version_num")) // 10_000
    contents = await database.describe(cut.connection)
    if not contents:
        raise BackupRefused("the database holds no schema of a service")
    return Manifest(cut.at, version, contents, positions=cut.positions)


def _save_objects(
    deployment: Deployment, folder: Path, saved: tuple[ObjectContent, ...] = ()
) -> tuple[ObjectContent, ...]:
    return () if deployment.storage is None else storage.save_objects(deployment.storage.open(), folder, saved)


def write_success(path: Path, content: Manifest, seconds: float) -> None:
    """Write when a backup has last succeeded, as the text file collector of node-exporter reads it."""
    lines = (
        "# HELP backup_last_success_timestamp_seconds Instant of the last complete backup.",
        "# TYPE backup_last_success_timestamp_seconds gauge",
        f"backup_last_success_timestamp_seconds {content.created_at:.3f}",
        "# HELP backup_last_duration_seconds Duration of the last complete backup.",
        "# TYPE backup_last_duration_seconds gauge",
        f"backup_last_duration_seconds {seconds:.3f}",
        "# HELP backup_last_size_bytes Size of the last complete backup.",
        "# TYPE backup_last_size_bytes gauge",
        f"backup_last_size_bytes {content.total_bytes}",
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, ("\n".join(lines) + "\n").encode())
    path.chmod(0o644)


def folder_name(now: float) -> str:
    """Return the name of the folder of a backup: the instant in UTC."""
    return time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime(now))
