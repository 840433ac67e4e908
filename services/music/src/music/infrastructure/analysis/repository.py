"""Analyses in Postgres, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, upsert_arrays
from music.application.analysis.ports import AlbumLoudness, DueAlbum, DueTrack, Outcome
from music.application.analysis.views import AnalysisView
from music.application.library.views import TrackFile
from music.domain.analysis.compatibility import Profile
from music.domain.analysis.keys import Key
from music.domain.analysis.result import TRIES, AnalysisStatus
from music.domain.analysis.scale import scaled
from music.infrastructure.analysis import mixing
from music.infrastructure.analysis.blocks import packed, unpacked
from music.infrastructure.analysis.energy import ENERGY_MEDIAN, save_scale
from music.infrastructure.analysis.rows import READY, analysis_row
from music.infrastructure.analysis.tables import album_loudness, track_analysis, track_blocks
from music.infrastructure.folders.tables import music_folders
from music.infrastructure.library.tables import tracks

_PAUSE: Final = timedelta(minutes=30)
"""Between two tries of a track: its disk may be there again."""
_THERE: Final = tracks.c.missing_at.is_(None)
_ENDED: Final = (AnalysisStatus.READY, AnalysisStatus.FAILED)
_SAVE: Final = upsert_arrays(track_analysis, READY)
_BLOCKS: Final = upsert_arrays(track_blocks, ("track_id", "blocks"))
_ALBUM: Final = tuple(column.name for column in album_loudness.c)
_ALBUMS: Final = upsert_arrays(album_loudness, _ALBUM)


class SqlAnalyses:
    """Reads and writes analyses."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note_due(self, version: int, limit: int) -> int:
        """Delete what belongs to former content, then insert rows, or set those of a lower version back."""
        changed = or_(
            track_analysis.c.content_key != tracks.c.content_key, track_analysis.c.modified_ns != tracks.c.modified_ns
        )
        await self._connection.execute(
            delete(track_analysis).where(track_analysis.c.track_id == tracks.c.id, _THERE, changed)
        )
        due = (
            select(
                tracks.c.id,
                literal(AnalysisStatus.PENDING.value),
                literal(0),
                literal(version),
                tracks.c.content_key,
                tracks.c.modified_ns,
            )
            .outerjoin(track_analysis, track_analysis.c.track_id == tracks.c.id)
            .where(_THERE, or_(track_analysis.c.track_id.is_(None), track_analysis.c.version < version))
            .order_by(tracks.c.id)
            .limit(limit)
        )
        names = ["track_id", "status", "attempts", "version", "content_key", "modified_ns"]
        noted = insert(track_analysis).from_select(names, due)
        again = {name: noted.excluded[name] for name in ("status", "attempts", "version")}
        statement = noted.on_conflict_do_update(index_elements=["track_id"], set_={**again, "retry_at": None})
        return (await self._connection.execute(statement)).rowcount

    async def release(self) -> None:
        """Update the rows of a lost worker."""
        await self._set(track_analysis.c.status == AnalysisStatus.RUNNING, status=AnalysisStatus.PENDING)

    async def claim(self, now: datetime, limit: int) -> Sequence[DueTrack]:
        """Read by the index of pending rows."""
        due = or_(track_analysis.c.retry_at.is_(None), track_analysis.c.retry_at <= now)
        query = (
            select(
                tracks.c.id,
                tracks.c.path,
                tracks.c.title,
                tracks.c.album_id,
                tracks.c.bpm,
                tracks.c.musical_key,
                track_analysis.c.attempts,
                music_folders.c.path.label("root"),
            )
            .join(tracks, tracks.c.id == track_analysis.c.track_id)
            .join(music_folders, music_folders.c.id == tracks.c.folder_id)
            .where(track_analysis.c.status == AnalysisStatus.PENDING, due, _THERE)
            .order_by(track_analysis.c.attempts, track_analysis.c.track_id)
            .limit(limit)
        )
        due_tracks = [
            DueTrack(
                TrackFile(row.id, row.root, row.path, row.title), row.album_id, row.attempts, row.bpm, row.musical_key
            )
            for row in await self._connection.execute(query)
        ]
        ids = [track.file.track_id for track in due_tracks]
        await self._set(track_analysis.c.track_id.in_(ids), status=AnalysisStatus.RUNNING)
        return due_tracks

    async def save(self, outcomes: Sequence[Outcome], version: int, now: datetime) -> None:
        """Write rows in the order of their keys; a track that was deleted or has changed meanwhile is left out."""
        held = await self._running([outcome.track.file.track_id for outcome in outcomes])
        ready, blocks = [], []
        for outcome in sorted(outcomes, key=lambda outcome: outcome.track.file.track_id):
            track_id = outcome.track.file.track_id
            if track_id not in held:
                continue
            if outcome.analysis is not None:
                ready.append({**held[track_id], **analysis_row(outcome.track, outcome.analysis, version, now)})
                blocks.append({"track_id": track_id, "blocks": packed(outcome.analysis.loudness.blocks)})
                continue
            attempts = outcome.track.attempts + 1
            await self._set(
                track_analysis.c.track_id == track_id,
                status=AnalysisStatus.FAILED if attempts >= TRIES else AnalysisStatus.PENDING,
                attempts=attempts,
                retry_at=now + _PAUSE * attempts,
                problem=(outcome.problem or "")[:500],
                analyzed_at=now,
            )
        if ready:
            await self._connection.execute(_SAVE, arrays_of(track_analysis, READY, ready))
            await self._connection.execute(_BLOCKS, arrays_of(track_blocks, ("track_id", "blocks"), blocks))

    async def due_albums(self, album_ids: Collection[UUID] | None, limit: int) -> Sequence[DueAlbum]:
        """Count the analyses of each album, and compare with what was computed last."""
        is_ready = track_analysis.c.status == AnalysisStatus.READY
        number = func.count().filter(is_ready)
        latest = func.max(track_analysis.c.analyzed_at)
        same = and_(album_loudness.c.track_count == number, album_loudness.c.latest == latest)
        query = (
            select(tracks.c.album_id, number.label("number"), latest.label("latest"))
            .outerjoin(track_analysis, track_analysis.c.track_id == tracks.c.id)
            .outerjoin(album_loudness, album_loudness.c.album_id == tracks.c.album_id)
            .where(_THERE)
            .group_by(tracks.c.album_id, album_loudness.c.track_count, album_loudness.c.latest)
            .having(
                func.bool_and(func.coalesce(track_analysis.c.status.in_(_ENDED), False)),
                number > 0,
                func.coalesce(~same, True),
            )
            .order_by(tracks.c.album_id)
            .limit(limit)
        )
        if album_ids is not None:
            query = query.where(tracks.c.album_id.in_(album_ids))
        due = list(await self._connection.execute(query))
        blocks: dict[UUID, list[dict[int, int]]] = defaultdict(list)
        peaks: dict[UUID, list[float]] = defaultdict(list)
        of_tracks = (
            select(tracks.c.album_id, track_analysis.c.peak, track_blocks.c.blocks)
            .join(track_analysis, track_analysis.c.track_id == tracks.c.id)
            .join(track_blocks, track_blocks.c.track_id == tracks.c.id)
            .where(_THERE, is_ready, tracks.c.album_id.in_([row.album_id for row in due]))
        )
        for row in await self._connection.execute(of_tracks):
            blocks[row.album_id].append(unpacked(row.blocks))
            if row.peak is not None:
                peaks[row.album_id].append(row.peak)
        return [
            DueAlbum(row.album_id, row.number, row.latest, blocks[row.album_id], peaks[row.album_id]) for row in due
        ]

    async def save_albums(self, albums: Sequence[AlbumLoudness]) -> None:
        """Write rows in the order of their keys."""
        if albums:
            rows = [{name: getattr(album, name) for name in _ALBUM} for album in albums]
            rows.sort(key=lambda row: row["album_id"])
            await self._connection.execute(_ALBUMS, arrays_of(album_loudness, _ALBUM, rows))

    async def save_scale(self) -> None:
        """Compute the median of every row."""
        await save_scale(self._connection)

    async def retry_failed(self) -> int:
        """Update the rows of failed tracks."""
        failed = track_analysis.c.status == AnalysisStatus.FAILED
        return await self._set(failed, status=AnalysisStatus.PENDING, attempts=0, retry_at=None)

    async def counts(self) -> Mapping[AnalysisStatus, int]:
        """Count the rows whose files are there."""
        query = (
            select(track_analysis.c.status, func.count())
            .join(tracks, tracks.c.id == track_analysis.c.track_id)
            .where(_THERE)
            .group_by(track_analysis.c.status)
        )
        return {AnalysisStatus(status): number for status, number in await self._connection.execute(query)}

    async def of_track(self, track_id: UUID) -> AnalysisView | None:
        """Read by the id."""
        names = [name for name in AnalysisView.__dataclass_fields__ if name not in ("status", "album_loudness")]
        query = (
            select(
                track_analysis.c.status,
                album_loudness.c.loudness.label("album_loudness"),
                *(track_analysis.c[name] for name in names),
                ENERGY_MEDIAN,
            )
            .join(tracks, tracks.c.id == track_analysis.c.track_id)
            .outerjoin(album_loudness, album_loudness.c.album_id == tracks.c.album_id)
            .where(track_analysis.c.track_id == track_id)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        values = {name: value for name, value in row.items() if name != "energy_median"}
        energy = scaled(row["energy"], row["energy_median"])
        return AnalysisView(**{**values, "status": AnalysisStatus(row["status"]), "energy": energy})

    async def profiles(self, track_ids: Sequence[UUID]) -> Mapping[UUID, Profile]:
        """Read by the ids."""
        return await mixing.profiles(self._connection, track_ids)

    async def sample(self, folders: Sequence[UUID], pivot: UUID, limit: int) -> Sequence[UUID]:
        """Read by the index of the tracks of folders."""
        return await mixing.sample(self._connection, folders, pivot, limit)

    async def near(
        self, folders: Sequence[UUID], bpm: tuple[float, float] | None, keys: Sequence[Key], limit: int
    ) -> Sequence[UUID]:
        """Read by the index of tempi, or by that of keys."""
        return await mixing.near(self._connection, folders, bpm, keys, limit)

    async def _running(self, track_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        names = ("track_id", "content_key", "modified_ns")
        query = (
            select(*(track_analysis.c[name] for name in names))
            .where(track_analysis.c.track_id.in_(track_ids), track_analysis.c.status == AnalysisStatus.RUNNING)
            .order_by(track_analysis.c.track_id)
            .with_for_update()
        )
        return {row["track_id"]: dict(row) for row in (await self._connection.execute(query)).mappings()}

    async def _set(self, chosen: Any, **values: Any) -> int:
        return (await self._connection.execute(update(track_analysis).where(chosen).values(**values))).rowcount
