"""Queries of playlists, and what their rows are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, case, exists, func, literal, or_, select, true

from music.application.playlists.views import PlaylistFilter, PlaylistView, Scope
from music.domain.playlists.playlist import Playlist, Role
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.queries import contains
from music.infrastructure.library.tables import track_artists, tracks
from music.infrastructure.playlists.tables import playlist_collaborators, playlist_entries, playlists


def role_of(user_id: UUID) -> ColumnElement[str | None]:
    """Return the role of a user in the playlist of a row, or null."""
    accepted = (
        select(playlist_collaborators.c.role)
        .where(
            playlist_collaborators.c.playlist_id == playlists.c.id,
            playlist_collaborators.c.user_id == user_id,
            playlist_collaborators.c.accepted_at.is_not(None),
        )
        .scalar_subquery()
    )
    return case((playlists.c.owner_id == user_id, literal(Role.OWNER.value)), else_=accepted).label("role")


def views_query(folders: Sequence[UUID], user_id: UUID) -> Select[Any]:
    """Return the query of playlists with what a user may hear of them."""
    totals = (
        select(
            func.count().label("entry_count"),
            func.coalesce(func.sum(tracks.c.duration_ms), 0).label("duration_ms"),
        )
        .select_from(playlist_entries.join(tracks, tracks.c.id == playlist_entries.c.track_id))
        .where(playlist_entries.c.playlist_id == playlists.c.id, is_heard(folders))
        .lateral("totals")
    )
    columns = (*playlists.c, role_of(user_id), totals.c.entry_count, totals.c.duration_ms)
    return select(*columns).select_from(playlists.join(totals, true()))


def chosen(folders: Sequence[UUID], user_id: UUID, which: PlaylistFilter) -> list[ColumnElement[bool]]:
    """Return which playlists a user requests, of those that the user may see."""
    conditions = [_within(user_id, which.scope)]
    if which.words is not None:
        conditions.append(contains(playlists.c.key, which.words))
    for condition in _tracks_of(which):
        conditions.append(
            exists().where(
                playlist_entries.c.playlist_id == playlists.c.id,
                tracks.c.id == playlist_entries.c.track_id,
                is_heard(folders),
                condition,
            )
        )
    return conditions


def _tracks_of(which: PlaylistFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if which.track_id is not None:
        conditions.append(tracks.c.id == which.track_id)
    if which.artist_id is not None:
        of_artist = select(track_artists.c.track_id).where(track_artists.c.artist_id == which.artist_id)
        conditions.append(tracks.c.id.in_(of_artist))
    return conditions


def _within(user_id: UUID, scope: Scope) -> ColumnElement[bool]:
    collaborates = playlists.c.id.in_(
        select(playlist_collaborators.c.playlist_id).where(
            playlist_collaborators.c.user_id == user_id, playlist_collaborators.c.accepted_at.is_not(None)
        )
    )
    match scope:
        case Scope.MINE:
            return playlists.c.owner_id == user_id
        case Scope.SHARED:
            return collaborates
        case Scope.PUBLIC:
            return playlists.c.is_public
        case Scope.ALL:
            return or_(playlists.c.owner_id == user_id, collaborates)


def playlist_of(row: RowMapping) -> Playlist:
    """Return the playlist of a row."""
    return Playlist(
        id=row["id"],
        owner_id=row["owner_id"],
        name=row["name"],
        description=row["description"],
        is_public=row["is_public"],
        revision=row["revision"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def stored_role(row: RowMapping) -> Role | None:
    """Return the role of a row."""
    return None if row["role"] is None else Role(row["role"])


def view_of(row: RowMapping) -> PlaylistView:
    """Return the playlist of a row as its user sees it."""
    return PlaylistView(playlist_of(row), stored_role(row), row["entry_count"], int(row["duration_ms"]))
