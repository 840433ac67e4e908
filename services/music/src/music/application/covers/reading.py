"""Reads the pictures of albums and artists after a scan: those whose files have changed.

It is a job of its own: a picture that cannot be decoded, or takes long, holds up no scan.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final, Protocol
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from music.application.covers.encoding import StorePictures
from music.application.covers.ports import AlbumToRead, FolderPictures, PictureDisk, Reading
from music.application.unit_of_work import UnitOfWork, Units
from music.domain.covers.pictures import LARGEST_BYTES, TOO_LARGE
from music.domain.covers.sources import PictureSource, album_source, cover_directories, file_source
from music.domain.folders.errors import FolderUnreadable
from music.domain.folders.folder import MusicFolder
from programs.pictures.rules import PictureRejected

BATCH: Final = 200
UNUSED: Final = timedelta(hours=1)
"""How long a picture is kept that shows nothing: the transaction that refers to it may not have ended."""


class Save(Protocol):
    """Saves what an album or an artist has."""

    async def __call__(self, work: UnitOfWork, reading: Reading) -> None:
        """Save a reading."""
        ...


Saving = Callable[[UnitOfWork], Awaitable[None]]
"""A reading that waits to be saved with others."""


class ReadCovers:
    """The handler of the job. It compares every album with what its cover was read from, so it may be repeated."""

    def __init__(self, units: Units, disk: PictureDisk, pictures: StorePictures, clock: Clock) -> None:
        self._units = units
        self._disk = disk
        self._pictures = pictures
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Read folder after folder; those that cannot be opened keep their pictures."""
        read = 0
        async with self._units.begin() as work:
            folders = await work.folders.all()
        for folder in folders:
            try:
                async with self._disk.open(folder) as opened:
                    read = await self._albums(run, folder, opened, read)
                    read = await self._artists(run, folder, opened, read)
            except FolderUnreadable:
                continue
        removed = await self._remove_unused()
        async with self._units.begin() as work:
            await run.finish(work, total=read, result={"read": read, "removed": removed})

    async def _albums(self, run: Run[Job], folder: MusicFolder, opened: FolderPictures, read: int) -> int:
        after: UUID | None = None
        while True:
            async with self._units.begin() as work:
                albums = await work.covers.albums(folder.id, after, BATCH)
                directories = {place for album in albums for place in cover_directories(album.places)}
                covers, albums_in = await work.covers.cover_files(folder.id, directories)
            without: list[Saving] = []
            for album in albums:
                if not album.places.directories:
                    # Its files have gone missing since it was listed.
                    continue
                source = album_source(album.places, covers, albums_in)
                if source.key != album.key:
                    read += await self._read(opened, source, _to_album(album), without)
            async with self._units.begin() as work:
                for save in without:
                    await save(work)
                await run.checkpoint(work, {}, done=read)
            if len(albums) < BATCH:
                return read
            after = albums[-1].id

    async def _artists(self, run: Run[Job], folder: MusicFolder, opened: FolderPictures, read: int) -> int:
        seen: set[UUID] = set()
        after: str | None = None
        async with self._units.begin() as work:
            keys = await work.covers.artist_keys(folder.id)
        while True:
            async with self._units.begin() as work:
                files = await work.covers.artist_files(folder.id, after, BATCH)
                artists = [await work.covers.artist_below(folder.id, directory) for directory, _ in files]
            without: list[Saving] = []
            for artist_id, (_, file) in zip(artists, files, strict=True):
                source = file_source(file)
                if artist_id is None or artist_id in seen:
                    continue
                seen.add(artist_id)
                if keys.get(artist_id) != source.key:
                    read += await self._read(opened, source, _to_artist(folder.id, artist_id), without)
            async with self._units.begin() as work:
                for save in without:
                    await save(work)
                if len(files) < BATCH:
                    await work.covers.keep_artists(folder.id, seen)
                await run.checkpoint(work, {}, done=read)
            if len(files) < BATCH:
                return read
            after = files[-1][0]

    async def _read(self, opened: FolderPictures, source: PictureSource, save: Save, without: list[Saving]) -> int:
        """Read a source and save the picture; what shows none is added to `without`. Return how many were read."""
        data = await _content(opened, source)
        if data is None:
            # A file is gone, or too large. What is gone has another key at the next scan.
            problem = None if source.file is None else TOO_LARGE
            without.append(partial(save, reading=Reading(source.key, problem=problem)))
            return 0
        try:
            encoded = await self._pictures.encode(data)
        except PictureRejected as rejected:
            without.append(partial(save, reading=Reading(source.key, problem=rejected.reason)))
            return 0
        async with self._units.begin() as work:
            await save(work, Reading(source.key, await self._pictures.store(work, data, encoded)))
        return 1

    async def _remove_unused(self) -> int:
        before, removed = self._clock.now() - UNUSED, 0
        while True:
            async with self._units.begin() as work:
                number = await work.covers.remove_unused(before, BATCH)
            removed += number
            if number < BATCH:
                return removed


async def _content(opened: FolderPictures, source: PictureSource) -> bytes | None:
    if source.file is not None:
        return await opened.picture(source.file, LARGEST_BYTES)
    return await opened.embedded(source.tracks, LARGEST_BYTES)


def _to_album(album: AlbumToRead) -> Save:
    async def save(work: UnitOfWork, reading: Reading) -> None:
        await work.covers.save_album(album.id, reading)

    return save


def _to_artist(folder_id: UUID, artist_id: UUID) -> Save:
    async def save(work: UnitOfWork, reading: Reading) -> None:
        await work.covers.save_artist(folder_id, artist_id, reading)

    return save
