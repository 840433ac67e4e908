"""Queries of tracks for mixes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, column, func, literal, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from music.domain.analysis.compatibility import Profile
from music.domain.analysis.keys import Key, key_of
from music.domain.analysis.scale import scaled
from music.infrastructure.analysis.energy import ENERGY_MEDIAN
from music.infrastructure.analysis.tables import track_analysis
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.tables import tracks


async def profiles(connection: AsyncConnection, track_ids: Sequence[UUID]) -> Mapping[UUID, Profile]:
    """Return what mixing needs of tracks, by their ids."""
    query = (
        select(
            tracks.c.id,
            tracks.c.bpm,
            tracks.c.musical_key,
            track_analysis.c.bpm.label("measured_bpm"),
            track_analysis.c.key,
            track_analysis.c.key_is_minor,
            track_analysis.c.energy,
            ENERGY_MEDIAN,
            track_analysis.c.danceability,
        )
        .outerjoin(track_analysis, track_analysis.c.track_id == tracks.c.id)
        .where(tracks.c.id.in_(track_ids))
    )
    return {row.id: _profile(row) for row in await connection.execute(query)}


async def sample(connection: AsyncConnection, folders: Sequence[UUID], pivot: UUID, limit: int) -> Sequence[UUID]:
    """Return tracks by their ids from `pivot` on, then from the first: each folder is read by its index."""
    behind = await _part(connection, folders, tracks.c.id >= pivot, limit)
    if len(behind) == limit:
        return behind
    return [*behind, *await _part(connection, folders, tracks.c.id < pivot, limit - len(behind))]


async def near(
    connection: AsyncConnection,
    folders: Sequence[UUID],
    bpm: tuple[float, float] | None,
    keys: Sequence[Key],
    limit: int,
) -> Sequence[UUID]:
    """Return tracks within a tempo, its double or its half, and with one of the keys, the nearest tempo first."""
    mix_bpm = track_analysis.c.mix_bpm
    query = (
        select(tracks.c.id)
        .join(track_analysis, track_analysis.c.track_id == tracks.c.id)
        .where(is_heard(folders))
        .limit(limit)
    )
    if keys:
        among = tuple_(track_analysis.c.mix_key, track_analysis.c.mix_is_minor).in_(
            [(key.tonic, key.is_minor) for key in keys]
        )
        query = query.where(or_(among, track_analysis.c.mix_key.is_(None)))
    if bpm is None:
        query = query.order_by(tracks.c.id)
    else:
        low, high = bpm
        middle = (low + high) / 2
        ranges = [mix_bpm.between(low * factor, high * factor) for factor in (1, 0.5, 2)]
        distance = func.least(*(func.abs(mix_bpm * factor - middle) for factor in (1, 2, 0.5)))
        query = query.where(or_(*ranges)).order_by(distance, tracks.c.id)
    return list((await connection.execute(query)).scalars())


async def _part(
    connection: AsyncConnection, folders: Sequence[UUID], chosen: ColumnElement[bool], limit: int
) -> list[UUID]:
    of_folder = func.unnest(literal(list(folders), ARRAY(Uuid))).table_valued(column("id", Uuid), name="audible")
    audible = of_folder.render_derived()
    ids = (
        select(tracks.c.id)
        .where(tracks.c.folder_id == audible.c.id, tracks.c.missing_at.is_(None), chosen)
        .order_by(tracks.c.id)
        .limit(limit)
        .lateral()
    )
    query = select(ids.c.id).select_from(audible.join(ids, true())).order_by(ids.c.id).limit(limit)
    return list((await connection.execute(query)).scalars())


def _profile(row: Any) -> Profile:
    measured = None if row.key is None else Key(row.key, row.key_is_minor)
    return Profile(
        bpm=row.measured_bpm if row.bpm is None else row.bpm,
        key=key_of(row.musical_key) or measured,
        energy=scaled(row.energy, row.energy_median),
        danceability=row.danceability,
    )
