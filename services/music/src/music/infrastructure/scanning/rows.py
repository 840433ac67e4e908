"""Rows of what a scan has read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from music.application.scanning.ports import ScannedTrack
from music.domain.library.grouping import artist_id, genre_id
from music.domain.library.names import artists_of, key_of, sort_key

Row = dict[str, Any]


def artist_rows(tracks: Sequence[ScannedTrack], now: datetime) -> list[Row]:
    """Return a row per artist, in the order of ids."""
    names: dict[UUID, str] = {}
    mbids: dict[UUID, str] = {}
    for track in tracks:
        grouped = track.grouped
        for name in (*grouped.artists, grouped.album.artist):
            names.setdefault(artist_id(name), name)
        # The id is that of the first artist.
        if mbid := grouped.read.tags.artist_mbid:
            mbids.setdefault(artist_id(grouped.artists[0]), mbid)
    return [
        {
            "id": key,
            "name": name,
            "sort_name": sort_key(name),
            "key": key_of(name),
            "mbid": mbids.get(key),
            "added_at": now,
        }
        for key, name in sorted(names.items())
    ]


def album_rows(folder_id: UUID, tracks: Sequence[ScannedTrack], now: datetime) -> list[Row]:
    """Return a row per album, in the order of ids; its tracks are counted later."""
    by_id = {track.grouped.album.id: track.grouped.album for track in tracks}
    return [
        {
            "id": album.id,
            "folder_id": folder_id,
            "artist_id": artist_id(album.artist),
            "artist_name": album.artist,
            "name": album.name,
            "sort_name": sort_key(album.name),
            "key": key_of(album.name),
            "year": album.year,
            "released": album.released,
            "is_compilation": album.is_compilation,
            "mbid": album.mbid,
            "track_count": 0,
            "disc_count": 0,
            "duration_ms": 0,
            "bytes": 0,
            "added_at": now,
            "changed_at": now,
        }
        for _, album in sorted(by_id.items())
    ]


def track_row(folder_id: UUID, track: ScannedTrack, now: datetime) -> Row:
    """Return the row of a track."""
    grouped, file = track.grouped, track.file
    tags, sound = grouped.read.tags, grouped.read.sound
    return {
        "id": track.id,
        "folder_id": folder_id,
        "album_id": grouped.album.id,
        "path": file.path,
        "directory": file.path.rpartition("/")[0],
        "bytes": file.bytes,
        "modified_ns": file.modified_ns,
        "content_key": track.content_key,
        "title": grouped.title,
        "sort_title": sort_key(grouped.title),
        "key": key_of(grouped.title),
        "track_number": grouped.track_number,
        "disc_number": grouped.disc_number,
        "disc_title": tags.disc_title,
        "year": tags.year,
        "duration_ms": sound.duration_ms,
        "bit_rate": sound.bit_rate,
        "sample_rate": sound.sample_rate,
        "channels": sound.channels,
        "bit_depth": sound.bit_depth,
        "delay_samples": None if sound.gapless is None else sound.gapless.delay,
        "padding_samples": None if sound.gapless is None else sound.gapless.padding,
        "bpm": tags.bpm,
        "musical_key": tags.key,
        "comment": tags.comment,
        "lyrics": tags.lyrics,
        "isrc": tags.isrc,
        "recording_mbid": tags.recording_mbid,
        "track_gain": tags.gain.track,
        "track_peak": tags.gain.track_peak,
        "album_gain": tags.gain.album,
        "album_peak": tags.gain.album_peak,
        "tag_problem": grouped.read.problem,
        "added_at": now,
        "changed_at": now,
        "missing_at": None,
    }


def track_artist_rows(tracks: Sequence[ScannedTrack]) -> list[Row]:
    """Return a row per artist of a track."""
    return [
        {"track_id": track.id, "artist_id": artist_id(name), "position": position, "name": name}
        for track in tracks
        for position, name in enumerate(track.grouped.artists)
    ]


def genres_of(track: ScannedTrack) -> dict[UUID, str]:
    """Return the genres of a track, by id."""
    return {genre_id(name): name for name in artists_of(track.grouped.read.tags.genres)}
