"""Copies of albums of peers: made by a job, and deleted when their server requests it."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from chassis.core.sessions.permission import NotPermitted
from federation.application.imports.ports import ImportFolder
from federation.application.jobs import import_job
from federation.application.sharing.browsing import BrowsePeers
from federation.application.trust.ports import PeerStream
from federation.application.trust.wire import DeletionRequest, DeletionVerdict
from federation.application.unit_of_work import Readers, Units
from federation.domain.imports.errors import FileDiffers, ImportNotFound, ImportsUnavailable
from federation.domain.imports.imported import Import, ImportedTrack, ImportState, path_of
from federation.domain.peers.errors import PeerNotFound, PeerNotPermitted
from federation.domain.peers.permissions import Permission
from federation.domain.sharing.errors import SharedItemNotFound
from federation.domain.sharing.share import Kind, SharedAlbum, SharedTrack
from jobs.model import Job
from jobs.run import Run

NOT_HONOURED: Final = "not_honoured"
_OVER: Final = (PeerNotFound, PeerNotPermitted, SharedItemNotFound)


@dataclass(frozen=True, slots=True)
class ImportAlbums:
    """Requests imports, and deletes them."""

    units: Units
    readers: Readers
    browse: BrowsePeers
    folder: ImportFolder
    clock: Clock
    honours_deletions: bool

    async def request(self, peer_id: UUID, album_id: UUID, user_id: UUID) -> Import:
        """Begin to copy an album; one that is copied already, or failed, is checked and completed.

        Raise ImportsUnavailable, PeerNotFound, PeerNotPermitted, SharedItemNotFound, PeerUnreachable, PeerRefused.
        """
        if not self.folder.is_configured():
            raise ImportsUnavailable
        await self.browse.permitting(peer_id, Permission.DOWNLOAD)
        summary = (await self.browse.album(peer_id, album_id)).summary
        now = self.clock.now()
        new = Import(
            id=uuid4(),
            peer_id=peer_id,
            album_id=album_id,
            name=summary.name,
            artist=summary.artist,
            state=ImportState.RUNNING,
            track_count=summary.track_count,
            requested_by=user_id,
            created_at=now,
            updated_at=now,
        )
        async with self.units.begin() as work:
            stored = await work.imports.add(new)
            running = replace(stored, state=ImportState.RUNNING, reason=None, updated_at=now)
            await work.imports.save(running)
            await work.queue(import_job(running.id, now, user_id))
        return running

    async def page(self, part: Slice) -> Part[tuple[Import, int]]:
        """Return a part of the imports, the newest first, each with the number of tracks that are stored."""
        async with self.readers.read() as work:
            imports = await work.imports.page(part)
            counted = [(item, len(await work.imports.tracks(item.id))) for item in imports.items]
        return Part(counted, imports.total, imports.last)

    async def get(self, import_id: UUID) -> tuple[Import, int]:
        """Return an import and how many tracks are stored; raise ImportNotFound."""
        async with self.readers.read() as work:
            imported = await work.imports.find(import_id)
            if imported is None:
                raise ImportNotFound(import_id)
            return imported, len(await work.imports.tracks(import_id))

    async def delete_requested(self, peer_id: UUID, request: DeletionRequest) -> DeletionVerdict:
        """Delete what was copied of an item of a peer; what was never copied is confirmed as well."""
        if not self.honours_deletions:
            return DeletionVerdict(confirmed=False, reason=NOT_HONOURED)
        if request.kind is Kind.ALBUM:
            await self._delete(peer_id, request.item_id)
        return DeletionVerdict(confirmed=True)

    async def _delete(self, peer_id: UUID, album_id: UUID) -> None:
        async with self.units.begin() as work:
            imported = await work.imports.of_album(peer_id, album_id)
            if imported is None:
                return
            # A job that runs stops at its next track.
            await work.imports.save(replace(imported, state=ImportState.DELETED, updated_at=self.clock.now()))
            tracks = await work.imports.tracks(imported.id)
        await self.folder.delete([track.path for track in tracks])


@dataclass(frozen=True, slots=True)
class CopyAlbum:
    """The job that copies one album: a file that is stored is not read again, so a killed run goes on."""

    units: Units
    readers: Readers
    browse: BrowsePeers
    folder: ImportFolder
    clock: Clock
    most_bytes: int

    async def __call__(self, run: Run[Job]) -> None:
        """Copy track after track; raise PeerUnreachable, PeerRefused, FileDiffers."""
        import_id = UUID(run.job.payload["import_id"])
        async with self.readers.read() as work:
            imported = await work.imports.find(import_id)
        if imported is None or imported.state is not ImportState.RUNNING:
            return
        try:
            peer = await self.browse.permitting(imported.peer_id, Permission.DOWNLOAD)
            album = await self.browse.album(peer.id, imported.album_id)
            for index, track in enumerate(album.tracks):
                if not await self._copy(run, imported, album, track, index):
                    return
        except NotPermitted:
            await self._end(run, imported, ImportState.FAILED, "PeerNotPermitted")
        except _OVER as over:
            await self._end(run, imported, ImportState.FAILED, type(over).__name__)
        else:
            await self._end(run, imported, ImportState.DONE, None)

    async def _copy(self, run: Run[Job], imported: Import, album: SharedAlbum, track: SharedTrack, index: int) -> bool:
        """Copy a track unless it is stored; return false if the import was deleted."""
        async with self.readers.read() as work:
            stored = {item.track_id: item for item in await work.imports.tracks(imported.id)}
        former = stored.get(track.id)
        if former is not None and await self.folder.has(former.path, former.digest):
            return True
        peer = await self.browse.permitting(imported.peer_id, Permission.DOWNLOAD)
        path = path_of(peer.id, album, track, index)
        async with self.browse.open(peer, imported.album_id, track.id, {}, Permission.DOWNLOAD) as opened:
            digest = digest_of(opened)
            if not await self.folder.has(path, digest):
                await self.folder.write(path, opened.chunks, digest, self.most_bytes)
        size = int(opened.headers.get("content-length", "0"))
        now = self.clock.now()
        async with self.units.begin() as work:
            current = await work.imports.find(imported.id, lock=True)
            goes_on = current is not None and current.state is ImportState.RUNNING
            if goes_on:
                await work.imports.stored(imported.id, ImportedTrack(track.id, path, digest, size), now)
                await run.checkpoint(work, {}, done=index + 1, total=len(album.tracks))
        if not goes_on:
            await self.folder.delete([path])
        return goes_on

    async def _end(self, run: Run[Job], imported: Import, state: ImportState, reason: str | None) -> None:
        async with self.units.begin() as work:
            current = await work.imports.find(imported.id, lock=True)
            if current is not None and current.state is ImportState.RUNNING:
                await work.imports.save(replace(current, state=state, reason=reason, updated_at=self.clock.now()))
            await run.finish(work)


def digest_of(opened: PeerStream) -> str:
    """Return the SHA-256 that a server states of a file (RFC 9530); raise FileDiffers without one."""
    stated = opened.headers.get("repr-digest", "")
    if opened.status != 200 or not stated.startswith("sha-256=:") or not stated.endswith(":"):
        raise FileDiffers
    return stated.removeprefix("sha-256=:").removesuffix(":")
