"""Queries of a user's rows, whose columns are named as the members of records.

Of tracks, albums and artists they have what the user may hear, also where a file is missing: the user knows it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, FromClause, LargeBinary, Select, Table, exists, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from music.domain.marks.marks import ItemKind
from music.infrastructure.library.tables import albums, artist_folders, artists, track_artists, tracks
from music.infrastructure.marks.tables import MARKS

Folders = Sequence[UUID]
Query = Callable[[UUID, Folders], Select[Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an export."""

    name: str
    tables: tuple[Table, ...]
    """The tables whose rows it has."""
    query: Query


def member_name(column: str) -> str:
    """Return the name of a column as that of a member: `played_at` is `playedAt`."""
    first, *others = column.split("_")
    return first + "".join(word.capitalize() for word in others)


def members(table: Table, *, without: Collection[str] = ()) -> list[ColumnElement[Any]]:
    """Return the columns of a table as members. Bytes are secrets or digests of them, and are left out."""
    return [
        column.label(member_name(column.name))
        for column in table.c
        if column.name not in without and not isinstance(column.type, LargeBinary)
    ]


def rows_of(table: Table, *, user: str = "user_id", without: Collection[str] = ()) -> Query:
    """Return the query of a user's rows, in the order of the primary key."""

    def query(user_id: UUID, _: Folders) -> Select[Any]:
        columns = members(table, without=(user, *without))
        return select(*columns).where(table.c[user] == user_id).order_by(*table.primary_key)

    return query


def tracks_of(table: Table, order: Sequence[Column[Any]], *, without: Collection[str] = ()) -> Query:
    """Return the query of a user's rows about tracks, with what identifies a track elsewhere."""

    def query(user_id: UUID, folders: Folders) -> Select[Any]:
        columns = (*members(table, without=("user_id", "track_id", *without)), *track_members())
        return (
            select(*columns)
            .select_from(with_tracks(table, table.c.track_id))
            .where(table.c.user_id == user_id, tracks.c.folder_id.in_(folders))
            .order_by(*order)
        )

    return query


def with_tracks(table: FromClause, track_id: ColumnElement[Any]) -> FromClause:
    """Return a table that is joined to tracks and their albums."""
    return table.join(tracks, tracks.c.id == track_id).join(albums, albums.c.id == tracks.c.album_id)


def track_members() -> list[ColumnElement[Any]]:
    """Return what identifies a track: here by its id, elsewhere by its names, length and ids of recordings."""
    credited = (
        select(func.array_agg(aggregate_order_by(track_artists.c.name, track_artists.c.position)))
        .where(track_artists.c.track_id == tracks.c.id)
        .scalar_subquery()
    )
    return [
        tracks.c.id.label("trackId"),
        tracks.c.title.label("title"),
        credited.label("artists"),
        albums.c.name.label("album"),
        albums.c.artist_name.label("albumArtist"),
        tracks.c.duration_ms.label("durationMs"),
        tracks.c.isrc.label("isrc"),
        tracks.c.recording_mbid.label("recordingMbid"),
    ]


def marks_of(value: str, at: str) -> Query:
    """Return the query of favourites or ratings, of tracks, albums and artists."""

    def query(user_id: UUID, folders: Folders) -> Select[Any]:
        parts = [_marks(kind, value, at, user_id, folders) for kind in ItemKind]
        every = parts[0].union_all(*parts[1:]).subquery()
        return select(every).order_by(every.c[member_name(at)], every.c.id)

    return query


def _marks(kind: ItemKind, value: str, at: str, user_id: UUID, folders: Folders) -> Select[Any]:
    table = MARKS[kind]
    named: dict[ItemKind, tuple[FromClause, ColumnElement[Any], ColumnElement[Any], ColumnElement[bool]]] = {
        ItemKind.TRACKS: (
            with_tracks(table, table.c.item_id),
            tracks.c.title,
            albums.c.artist_name,
            tracks.c.folder_id.in_(folders),
        ),
        ItemKind.ALBUMS: (
            table.join(albums, albums.c.id == table.c.item_id),
            albums.c.name,
            albums.c.artist_name,
            albums.c.folder_id.in_(folders),
        ),
        ItemKind.ARTISTS: (
            table.join(artists, artists.c.id == table.c.item_id),
            artists.c.name,
            artists.c.name,
            exists().where(artist_folders.c.artist_id == artists.c.id, artist_folders.c.folder_id.in_(folders)),
        ),
    }
    joined, name, artist, audible = named[kind]
    columns = [literal(kind.value).label("kind"), table.c.item_id.label("id"), name.label("name")]
    columns += [
        artist.label("artist"),
        *(table.c[column].label(member_name(column)) for column in dict.fromkeys((value, at))),
    ]
    return select(*columns).select_from(joined).where(table.c.user_id == user_id, table.c[at].is_not(None), audible)
