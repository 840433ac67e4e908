"""What of the library a user can play, and the marks of many items in one query."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Uuid,
    any_,
    bindparam,
    column,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import LateralFromClause

from music.domain.marks.marks import ItemKind
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.tables import albums, artist_folders, track_artists, tracks
from music.infrastructure.listening.tables import play_totals
from music.infrastructure.marks.tables import MARKS

_USER: Final = bindparam("user_id", type_=Uuid)


def _statement(kind: ItemKind) -> Select[Any]:
    item = func.unnest(bindparam("ids", type_=ARRAY(Uuid))).table_valued(column("id", Uuid), name="item")
    item = item.render_derived()
    marks = MARKS[kind]
    played = _played(kind, item.c.id)
    joined = item.outerjoin(marks, (marks.c.item_id == item.c.id) & (marks.c.user_id == _USER))
    return (
        select(
            item.c.id,
            marks.c.favourite_at,
            marks.c.rating,
            func.coalesce(played.c.plays, 0).label("plays"),
            played.c.last_played_at,
        )
        .select_from(joined.outerjoin(played, true()))
        .where(or_(marks.c.item_id.is_not(None), played.c.plays.is_not(None)))
    )


def _played(kind: ItemKind, item_id: ColumnElement[Any]) -> LateralFromClause:
    """Return how often a user has played an item, and when last."""
    own = play_totals.c.user_id == _USER
    last = play_totals.c.last_played_at
    if kind is ItemKind.TRACKS:
        query = select(play_totals.c.plays, last).where(own, play_totals.c.track_id == item_id)
        return query.lateral("played")
    query = (
        select(func.sum(play_totals.c.plays).label("plays"), func.max(last).label("last_played_at"))
        .join(tracks, tracks.c.id == play_totals.c.track_id)
        .where(own, tracks.c.missing_at.is_(None))
    )
    if kind is ItemKind.ALBUMS:
        return query.where(tracks.c.album_id == item_id).lateral("played")
    folders = bindparam("folders", type_=ARRAY(Uuid))
    query = query.join(track_artists, track_artists.c.track_id == tracks.c.id)
    return query.where(track_artists.c.artist_id == item_id, tracks.c.folder_id == any_(folders)).lateral("played")


OF_ITEMS: Final[Mapping[ItemKind, Select[Any]]] = {kind: _statement(kind) for kind in ItemKind}
"""The marks of items, and how often a user has played each."""


def is_audible(kind: ItemKind, item_id: ColumnElement[Any], folders: Sequence[UUID]) -> ColumnElement[bool]:
    """Return whether something of an item can be played from some music folders."""
    match kind:
        case ItemKind.TRACKS:
            return exists().where(tracks.c.id == item_id, is_heard(folders))
        case ItemKind.ALBUMS:
            return exists().where(albums.c.id == item_id, albums.c.folder_id.in_(folders), albums.c.track_count > 0)
        case ItemKind.ARTISTS:
            return exists().where(artist_folders.c.artist_id == item_id, artist_folders.c.folder_id.in_(folders))


def audible_ids(kind: ItemKind, folders: Sequence[UUID], ids: Sequence[UUID]) -> Select[Any]:
    """Return the query of those ids of which something can be played."""
    match kind:
        case ItemKind.TRACKS:
            return select(tracks.c.id).where(tracks.c.id.in_(ids), is_heard(folders))
        case ItemKind.ALBUMS:
            return select(albums.c.id).where(
                albums.c.id.in_(ids), albums.c.folder_id.in_(folders), albums.c.track_count > 0
            )
        case ItemKind.ARTISTS:
            in_folders = artist_folders.c.folder_id.in_(folders)
            return select(artist_folders.c.artist_id).where(artist_folders.c.artist_id.in_(ids), in_folders)
