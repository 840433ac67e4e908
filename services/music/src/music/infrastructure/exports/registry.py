"""The sections of an export. A table about users is in a section, or in `LEFT_OUT` with the reason."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, column, func, select, true

from music.infrastructure.exports.sections import (
    Folders,
    Section,
    marks_of,
    members,
    rows_of,
    track_members,
    tracks_of,
    with_tracks,
)
from music.infrastructure.library.tables import tracks
from music.infrastructure.listening.tables import play_totals, plays
from music.infrastructure.marks.tables import MARKS
from music.infrastructure.playlists.tables import playlist_collaborators, playlist_entries, playlists
from music.infrastructure.radio.tables import radio_stations
from music.infrastructure.subsonic.tables import app_passwords, bookmarks, play_queues


def _entries(user_id: UUID, folders: Folders) -> Select[Any]:
    entries = playlist_entries
    position = func.row_number().over(partition_by=entries.c.playlist_id, order_by=entries.c.rank)
    return (
        select(
            entries.c.playlist_id.label("playlistId"),
            position.label("position"),
            entries.c.added_at.label("addedAt"),
            *track_members(),
        )
        .select_from(with_tracks(entries, entries.c.track_id).join(playlists, playlists.c.id == entries.c.playlist_id))
        .where(playlists.c.owner_id == user_id, tracks.c.folder_id.in_(folders))
        .order_by(entries.c.playlist_id, entries.c.rank)
    )


def _collaborations(user_id: UUID, _: Folders) -> Select[Any]:
    return (
        select(playlists.c.name.label("name"), *members(playlist_collaborators, without=("user_id",)))
        .join(playlists, playlists.c.id == playlist_collaborators.c.playlist_id)
        .where(playlist_collaborators.c.user_id == user_id)
        .order_by(playlist_collaborators.c.playlist_id)
    )


def _queue(user_id: UUID, folders: Folders) -> Select[Any]:
    queued = (
        func.unnest(play_queues.c.track_ids)
        .table_valued(column("track_id", Uuid), with_ordinality="place", name="queued")
        .render_derived()
    )
    place = queued.c.place.cast(Integer)
    return (
        select(
            func.row_number().over(order_by=place).label("position"),
            (queued.c.track_id == play_queues.c.current).label("isCurrent"),
            play_queues.c.position_ms.label("positionMs"),
            play_queues.c.changed_at.label("changedAt"),
            *track_members(),
        )
        .select_from(with_tracks(play_queues.join(queued, true()), queued.c.track_id))
        .where(play_queues.c.user_id == user_id, tracks.c.folder_id.in_(folders))
        .order_by(place)
    )


_MARKS: Final = tuple(MARKS.values())
SECTIONS: Final = (
    Section("playlists", (playlists,), rows_of(playlists, user="owner_id", without=("key", "revision"))),
    Section("playlistEntries", (playlist_entries,), _entries),
    Section("collaborations", (playlist_collaborators,), _collaborations),
    Section("favourites", _MARKS, marks_of("favourite_at", "favourite_at")),
    Section("ratings", _MARKS, marks_of("rating", "rated_at")),
    Section("plays", (plays,), tracks_of(plays, (plays.c.played_at, plays.c.id))),
    Section(
        "playTotals",
        (play_totals,),
        tracks_of(play_totals, (play_totals.c.track_id,), without=("weighted", "completions")),
    ),
    Section("radioStations", (radio_stations,), rows_of(radio_stations, without=("sort_name",))),
    Section("bookmarks", (bookmarks,), tracks_of(bookmarks, (bookmarks.c.track_id,))),
    Section("playQueue", (play_queues,), _queue),
    Section("appPasswords", (app_passwords,), rows_of(app_passwords)),
)
LEFT_OUT: Final[Mapping[str, str]] = {
    "folder_users": "who may hear a folder is a decision of administrators",
    "mixes": "made again each day out of plays and marks",
    "now_playing": "what an app plays at the moment",
    "users": "a copy of the account, which auth exports",
    "erased_users": "ids of accounts that were deleted",
    "ended_sessions": "ids of sessions that have ended",
}
"""Tables with a column of a user that are in no section."""
