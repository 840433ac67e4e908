"""Watches the music folders: what changes in them is scanned soon. Without a watch they are scanned by the schedule."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from chassis.core.clock import Clock
from chassis.storage.watching.watcher import FolderWatcher
from jobs.ports import IsOutage
from music.application.scanning.changes import QueueChangedScans
from music.application.unit_of_work import Readers, Units
from music.domain.covers.sources import picture_kind
from music.domain.folders.folder import MusicFolder
from music.domain.library.formats import MEDIA_TYPES, suffix_of
from music.infrastructure.scanning.metrics import FOLDER_WATCHES


def folder_watcher(units: Units, readers: Readers, clock: Clock, is_outage: IsOutage) -> FolderWatcher:
    """Return a task of the worker."""

    async def roots() -> Mapping[UUID, Path]:
        async with readers.read() as work:
            folders = await work.folders.all()
        return await asyncio.to_thread(_there, folders)

    return FolderWatcher(roots, QueueChangedScans(units, clock), counts, FOLDER_WATCHES, clock, is_outage)


def _there(folders: Sequence[MusicFolder]) -> dict[UUID, Path]:
    """Return the directories that there are: one whose disk is not mounted is watched when it is."""
    return {folder.id: path for folder in folders if (path := Path(folder.path)).is_dir()}


def counts(path: Path) -> bool:
    """Return whether a change may be one of audio files or pictures: also of a folder, or of what is gone."""
    name = path.name
    if name.startswith("."):
        return False
    return suffix_of(name) in MEDIA_TYPES or picture_kind(name) is not None or not path.is_file()
