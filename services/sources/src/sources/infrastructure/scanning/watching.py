"""Watches the folders that are sources: what changes in them is scanned soon. Without a watch they are at intervals."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from chassis.core.clock import Clock
from chassis.storage.watching.watcher import FolderWatcher
from jobs.ports import IsOutage
from sources.application.scanning.changes import QueueChangedScans
from sources.application.unit_of_work import Units
from sources.domain.media_sources.errors import SourceFailed
from sources.domain.media_sources.source import MediaSource, SourceKind
from sources.infrastructure.kinds.folder.descent import real_root
from sources.infrastructure.kinds.folder.spec import FolderConfiguration
from sources.infrastructure.scanning.metrics import FOLDER_WATCHES
from sources.infrastructure.servers.reading.paths import is_media, is_read


def folder_watcher(
    units: Units, queue: QueueChangedScans, allowed: Sequence[Path], clock: Clock, is_outage: IsOutage
) -> FolderWatcher:
    """Return a task of the worker; `allowed` are the folders below which sources may lie."""

    async def roots() -> Mapping[UUID, Path]:
        async with units.begin() as work:
            sources = await work.media_sources.of_kind(SourceKind.FOLDER)
        return await asyncio.to_thread(_roots, sources, tuple(allowed))

    return FolderWatcher(roots, queue, counts, FOLDER_WATCHES, clock, is_outage)


def counts(path: Path) -> bool:
    """Return whether a change may be one of media files: of a file that counts, of a folder, or of what is gone."""
    return is_read(path.name) and (is_media(path.name) or not path.is_file())


def _roots(sources: Sequence[MediaSource], allowed: Sequence[Path]) -> dict[UUID, Path]:
    roots: dict[UUID, Path] = {}
    for source in sources:
        try:
            configured = FolderConfiguration.model_validate(source.configuration)
            roots[source.id] = real_root(Path(configured.path), allowed)
        except SourceFailed:
            # Its scan states the outage.
            continue
    return roots
