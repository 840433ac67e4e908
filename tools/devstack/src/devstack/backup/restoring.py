"""Restoring a backup: what would be lost is refused, what was written is compared, deletions since then are kept.

The services must be stopped. The database comes first: until its comparison has succeeded nothing else is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiokafka import TopicPartition
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from chassis.messaging.replay import existing_partitions
from chassis.storage import migrations
from contracts.auth import UserDeletedV1
from contracts.event_catalog import TOPICS
from devstack.backup import database, log, manifest, storage
from devstack.backup.deployment import Deployment
from devstack.backup.manifest import Manifest
from devstack.errors import BackupRefused, BackupUnusable
from devstack.services import SERVICES, roles_of

PARTS: Final = frozenset({"database", "log", "objects"})
_ROLES: Final = tuple(role for service in SERVICES for role in roles_of(service))


@dataclass(frozen=True, slots=True)
class Choice:
    """What is restored: `force` replaces the data that is there, `keep_log` leaves the records of Kafka.

    With `keep_log` groups read again from where the backup has them.
    """

    force: bool = False
    keep_log: bool = False
    parts: frozenset[str] = PARTS


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoration came to.

    `deleted_since` are the users who deleted their accounts after the backup, as far as Kafka knows: their accounts are
    back, and have to be deleted again. `ahead` counts the events that Kafka has and the restored database has not.
    """

    manifest: Manifest
    deleted_since: tuple[str, ...] = ()
    ahead: int = 0


def check(folder: Path) -> Manifest:
    """Return the manifest of a backup whose files are whole and whose release this one can restore.

    Raise BackupUnusable.
    """
    content = manifest.read(folder)
    manifest.verify_files(folder, content)
    if unknown := sorted(name for name in content.schemas if name not in SERVICES):
        raise BackupUnusable(f"this release has no service {', '.join(unknown)}: restore with the one that wrote it")
    newer = [name for name, schema in sorted(content.schemas.items()) if not _knows(name, schema.revision)]
    if newer:
        raise BackupUnusable(
            f"the backup is of another release: it has migrations of {', '.join(newer)} that this one does not know. "
            "Restore with the release that wrote it, and upgrade afterwards"
        )
    return content


def _knows(service: str, revision: str) -> bool:
    try:
        return ScriptDirectory.from_config(migrations.config(service, "")).get_revision(revision) is not None
    except CommandError:
        return False


async def refuse_loss(deployment: Deployment, choice: Choice) -> None:
    """Raise BackupRefused when services are connected, or when there is data and `choice.force` is not set.

    Topics that hold records are refused in any case, unless the log is kept: records do not go away.
    """
    if users := [role for role in await database.connected_services(deployment.database_url) if role in _ROLES]:
        raise BackupRefused(f"these roles are connected, stop their services first: {', '.join(users)}")
    if lacking := await database.missing_roles(deployment.database_url, _ROLES):
        raise BackupRefused(f"the server lacks these roles, create them first: {', '.join(lacking)}")
    if "database" in choice.parts and not choice.force and not await database.is_empty(deployment.database_url):
        raise BackupRefused("the database holds data: --force replaces it")
    storage_to_fill = None if choice.force or "objects" not in choice.parts else deployment.storage
    if storage_to_fill is not None and storage.keys(storage_to_fill.open()):
        raise BackupRefused("the object storage holds objects: --force adds those of the backup")
    if "log" in choice.parts and not choice.keep_log and (held := await held_records(deployment)):
        raise BackupRefused(
            f"Kafka holds records of {', '.join(held[:5])}: create its topics again, or keep its log (--keep-log)"
        )


async def held_records(deployment: Deployment) -> list[str]:
    """Return the topics that hold records; raise BackupRefused when one of ours is missing."""
    if deployment.bootstrap is None:
        return []
    partitions, missing = await existing_partitions(
        deployment.bootstrap, [topic.name for topic in TOPICS], security=deployment.security
    )
    if missing:
        raise BackupRefused(f"Kafka lacks topics, create them first: {', '.join(sorted(missing)[:5])}")
    held = await log.lengths(deployment.bootstrap, deployment.security, partitions)
    return sorted({part.topic for part, length in held.items() if length})


async def deleted_since(deployment: Deployment, content: Manifest) -> tuple[str, ...]:
    """Return the users of `user.deleted` whom Kafka names behind the backup."""
    ends = {
        TopicPartition(item.topic, item.partition): item.end
        for item in content.log
        if item.topic == UserDeletedV1.topic
    }
    if deployment.bootstrap is None or not ends:
        return ()
    records = await log.records_behind(deployment.bootstrap, deployment.security, ends)
    return tuple(sorted({bytes(record.key).decode() for record in records if record.key}))


async def restore(deployment: Deployment, folder: Path, content: Manifest, choice: Choice) -> Restored:
    """Restore the chosen parts of a checked backup; raise BackupFailed, BackupUnusable."""
    if "database" in choice.parts:
        await database.restore(deployment.database_url, folder, content.schemas)
    deleted: tuple[str, ...] = ()
    ahead = 0
    if deployment.bootstrap is not None and "log" in choice.parts:
        positions: Sequence[manifest.Position] = content.positions
        if choice.keep_log:
            deleted = await deleted_since(deployment, content)
            ahead = await _ahead(deployment, content)
        else:
            positions = await log.restore(
                deployment.bootstrap, deployment.security, content.log, content.positions, folder
            )
        await log.set_positions(deployment.bootstrap, deployment.security, positions)
    if deployment.storage is not None and "objects" in choice.parts:
        storage.restore_objects(deployment.storage.open(), content.objects, folder)
    return Restored(content, deleted, ahead)


async def _ahead(deployment: Deployment, content: Manifest) -> int:
    if deployment.bootstrap is None or not content.log:
        return 0
    ends = {TopicPartition(item.topic, item.partition): item.end for item in content.log}
    lengths = await log.ends(deployment.bootstrap, deployment.security, list(ends))
    return sum(max(0, lengths[part] - end) for part, end in ends.items())
