"""Candidates of mixes in Postgres."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, TextClause, and_, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from music.application.mixes.ports import Scope, Similar, SimilarBy
from music.domain.listening.plays import popularity
from music.domain.mixes.candidates import Candidate
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.queries import has_genre
from music.infrastructure.library.tables import artist_folders, track_artists, track_genres, tracks
from music.infrastructure.listening.tables import play_totals, track_totals
from music.infrastructure.marks.tables import artist_marks, track_marks
from music.infrastructure.mixes import statements

_ARTIST: Final = (
    select(track_artists.c.artist_id)
    .where(track_artists.c.track_id == tracks.c.id)
    .order_by(track_artists.c.position)
    .limit(1)
    .scalar_subquery()
)
_GENRES: Final = (
    select(func.array_agg(aggregate_order_by(track_genres.c.genre_id, track_genres.c.genre_id)))
    .where(track_genres.c.track_id == tracks.c.id)
    .scalar_subquery()
)


class SqlCandidates:
    """Finds tracks and artists."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def played(self, user_id: UUID, folders: Sequence[UUID], scope: Scope, limit: int) -> Sequence[Candidate]:
        """Read totals by the index of weights."""
        query = _query(user_id, folders).where(play_totals.c.plays > 0)
        if scope.artist_id is not None:
            of_artist = track_artists.c.artist_id == scope.artist_id
            query = query.where(exists().where(track_artists.c.track_id == tracks.c.id, of_artist))
        if scope.genre_id is not None:
            query = query.where(has_genre(scope.genre_id))
        order = (play_totals.c.weighted.desc(), play_totals.c.track_id.desc())
        rows = await self._connection.execute(query.order_by(*order).limit(limit))
        return [_candidate_of(row) for row in rows]

    async def favourite_artists(self, user_id: UUID, folders: Sequence[UUID], limit: int) -> frozenset[UUID]:
        """Read marks by the index of favourites."""
        there = exists().where(
            artist_folders.c.artist_id == artist_marks.c.item_id, artist_folders.c.folder_id.in_(folders)
        )
        query = (
            select(artist_marks.c.item_id)
            .where(artist_marks.c.user_id == user_id, artist_marks.c.favourite_at.is_not(None), there)
            .order_by(artist_marks.c.favourite_at.desc(), artist_marks.c.item_id.desc())
            .limit(limit)
        )
        return frozenset((await self._connection.execute(query)).scalars())

    async def of_artists(
        self, user_id: UUID, folders: Sequence[UUID], artist_ids: Sequence[UUID], pivot: UUID, number: int
    ) -> Sequence[Candidate]:
        """Read some tracks of each artist."""
        return await self._new_of(statements.OF_ARTISTS, user_id, folders, artist_ids, pivot, number)

    async def of_genres(
        self, user_id: UUID, folders: Sequence[UUID], genre_ids: Sequence[UUID], pivot: UUID, number: int
    ) -> Sequence[Candidate]:
        """Read some tracks of each genre."""
        return await self._new_of(statements.OF_GENRES, user_id, folders, genre_ids, pivot, number)

    async def of_listeners(self, user_id: UUID, folders: Sequence[UUID], limit: int) -> Sequence[Candidate]:
        """Read the tracks of other users."""
        parameters = {"user_id": user_id, "folders": list(folders), "number": limit}
        rows = (await self._connection.execute(statements.OF_LISTENERS, parameters)).all()
        by_id = {row.track_id: row for row in rows}
        return [
            replace(
                candidate,
                common_listeners=by_id[candidate.id].listeners,
                liked_with=by_id[candidate.id].artist_id,
            )
            for candidate in await self.by_id(user_id, folders, list(by_id))
        ]

    async def by_id(self, user_id: UUID, folders: Sequence[UUID], ids: Sequence[UUID]) -> Sequence[Candidate]:
        """Read tracks by the ids."""
        if not ids:
            return []
        query = _query(user_id, folders).where(tracks.c.id.in_(ids)).order_by(tracks.c.id)
        return [_candidate_of(row) for row in await self._connection.execute(query)]

    async def similar(self, artist_id: UUID, folders: Sequence[UUID], by: SimilarBy, limit: int) -> Sequence[Similar]:
        """Read totals of users, or genres."""
        statement = statements.SIMILAR_BY_LISTENERS if by is SimilarBy.LISTENERS else statements.SIMILAR_BY_GENRE
        parameters = {"artist_id": artist_id, "folders": list(folders), "number": limit}
        rows = (await self._connection.execute(statement, parameters)).all()
        return [Similar(row.artist_id, float(row.score) / float(rows[0].score)) for row in rows]

    async def _new_of(
        self,
        statement: TextClause,
        user_id: UUID,
        folders: Sequence[UUID],
        subjects: Sequence[UUID],
        pivot: UUID,
        number: int,
    ) -> Sequence[Candidate]:
        if not subjects:
            return []
        parameters = {
            "user_id": user_id,
            "folders": list(folders),
            "subject_ids": list(subjects),
            "pivot": pivot,
            "number": number,
        }
        ids = (await self._connection.execute(statement, parameters)).scalars()
        return await self.by_id(user_id, folders, list(dict.fromkeys(ids)))


def _query(user_id: UUID, folders: Sequence[UUID]) -> Select[Any]:
    """Return the query of tracks that are there, with what a user and all users have played."""
    own = and_(play_totals.c.track_id == tracks.c.id, play_totals.c.user_id == user_id)
    marks = and_(track_marks.c.item_id == tracks.c.id, track_marks.c.user_id == user_id)
    return (
        select(
            tracks.c.id,
            tracks.c.album_id,
            _ARTIST.label("artist_id"),
            _GENRES.label("genre_ids"),
            func.coalesce(play_totals.c.plays, 0).label("plays"),
            func.coalesce(play_totals.c.skips, 0).label("skips"),
            func.coalesce(play_totals.c.weighted, 0).label("weighted"),
            play_totals.c.completions,
            play_totals.c.last_played_at,
            track_marks.c.rating,
            track_marks.c.favourite_at.is_not(None).label("is_favourite"),
            track_totals.c.plays.label("all_plays"),
            track_totals.c.skips.label("all_skips"),
            track_totals.c.listeners,
            track_totals.c.completions.label("all_completions"),
        )
        .select_from(
            tracks.outerjoin(play_totals, own)
            .outerjoin(track_marks, marks)
            .outerjoin(track_totals, track_totals.c.track_id == tracks.c.id)
        )
        .where(is_heard(folders))
    )


def _candidate_of(row: Row[Any]) -> Candidate:
    started = row.plays + row.skips
    everyone = (row.all_plays or 0) + (row.all_skips or 0)
    return Candidate(
        id=row.id,
        artist_id=row.artist_id,
        album_id=row.album_id,
        genre_ids=tuple(row.genre_ids or ()),
        plays=row.plays,
        weighted=row.weighted,
        completion=row.completions / started if started else None,
        last_played_at=row.last_played_at,
        rating=row.rating,
        is_favourite=row.is_favourite,
        popularity=popularity(row.all_plays, row.all_skips, row.listeners, row.all_completions / everyone)
        if everyone
        else None,
    )
