"""Artists, albums and songs as apps see them. No path of a file is shown: `path` is made of names."""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from music.application.library.views import AlbumView, ArtistRef, ArtistView, GenreView, PictureRef, TrackView
from music.domain.library.formats import media_type
from music.domain.marks.marks import Marks
from music.domain.subsonic.ids import Kind, shown
from music.presentation.subsonic.rendering import Tree, instant

_UNSAFE: Final = re.compile(r"[/\\\x00-\x1f]")
_MONTH_AND_DAY: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def artist_shape(artist: ArtistView) -> Tree:
    """Return an artist."""
    return {
        "id": shown(Kind.ARTIST, artist.id),
        "name": artist.name,
        "coverArt": _art(Kind.ARTIST, artist.id, artist.picture),
        "albumCount": artist.album_count,
        "musicBrainzId": artist.mbid,
        "sortName": artist.sort_name,
        **_marks(artist.marks),
    }


def album_shape(album: AlbumView) -> Tree:
    """Return an album as methods by tags have it."""
    return {
        "id": shown(Kind.ALBUM, album.id),
        "name": album.name,
        "artist": album.artist.name,
        "artistId": shown(Kind.ARTIST, album.artist.id),
        "artists": _artists([album.artist]),
        "displayArtist": album.artist.name,
        "coverArt": _art(Kind.ALBUM, album.id, album.cover),
        "songCount": album.track_count,
        "duration": album.duration_ms // 1000,
        "created": instant(album.added_at),
        "year": album.year,
        "originalReleaseDate": _date(album.released),
        "isCompilation": album.is_compilation,
        "musicBrainzId": album.mbid,
        **_marks(album.marks),
        **_plays(album.marks),
    }


def album_directory(album: AlbumView) -> Tree:
    """Return an album as methods by directories have it."""
    return {
        "id": shown(Kind.ALBUM, album.id),
        "parent": shown(Kind.ARTIST, album.artist.id),
        "isDir": True,
        "title": album.name,
        "name": album.name,
        "album": album.name,
        "artist": album.artist.name,
        "artistId": shown(Kind.ARTIST, album.artist.id),
        "coverArt": _art(Kind.ALBUM, album.id, album.cover),
        "year": album.year,
        "songCount": album.track_count,
        "duration": album.duration_ms // 1000,
        "created": instant(album.added_at),
        **_marks(album.marks),
        **_plays(album.marks),
    }


def song_shape(track: TrackView) -> Tree:
    """Return a song."""
    artist = track.artists[0] if track.artists else None
    return {
        "id": shown(Kind.TRACK, track.id),
        "parent": shown(Kind.ALBUM, track.album_id),
        "isDir": False,
        "type": "music",
        "mediaType": "song",
        "isVideo": False,
        "title": track.title,
        "album": track.album_name,
        "albumId": shown(Kind.ALBUM, track.album_id),
        "artist": None if artist is None else artist.name,
        "artistId": None if artist is None else shown(Kind.ARTIST, artist.id),
        "artists": _artists(track.artists),
        "displayArtist": ", ".join(one.name for one in track.artists) or None,
        "coverArt": _art(Kind.ALBUM, track.album_id, track.cover),
        "track": track.track_number,
        "discNumber": track.disc_number,
        "year": track.year,
        "genre": track.genres[0] if track.genres else None,
        "genres": [{"name": name} for name in track.genres],
        "duration": None if track.duration_ms is None else track.duration_ms // 1000,
        "bitRate": None if track.bit_rate is None else track.bit_rate // 1000,
        "bitDepth": track.bit_depth,
        "samplingRate": track.sample_rate,
        "channelCount": track.channels,
        "size": track.bytes,
        "suffix": track.suffix,
        "contentType": media_type(f"a.{track.suffix}"),
        "path": _path(track),
        "created": instant(track.added_at),
        "bpm": None if track.bpm is None else round(track.bpm),
        "musicBrainzId": track.recording_mbid,
        "isrc": [] if track.isrc is None else [track.isrc],
        "replayGain": _gain(track),
        **_marks(track.marks),
        **_plays(track.marks),
    }


def genre_shape(genre: GenreView) -> Tree:
    """Return a genre."""
    return {"value": genre.name, "songCount": genre.track_count, "albumCount": genre.album_count}


def _art(kind: Kind, id_: UUID, picture: PictureRef | None) -> str | None:
    """Return the id for `getCoverArt`: the songs of an album share the picture that an app has stored."""
    return None if picture is None else shown(kind, id_)


def _marks(marks: Marks) -> Tree:
    return {"starred": instant(marks.favourite_at), "userRating": marks.rating}


def _plays(marks: Marks) -> Tree:
    return {"playCount": marks.play_count, "played": instant(marks.last_played_at)}


def _artists(artists: Sequence[ArtistRef]) -> list[Tree]:
    return [{"id": shown(Kind.ARTIST, artist.id), "name": artist.name} for artist in artists]


def _gain(track: TrackView) -> Tree | None:
    gain: Tree = {
        "trackGain": track.track_gain,
        "trackPeak": track.track_peak,
        "albumGain": track.album_gain,
        "albumPeak": track.album_peak,
    }
    return gain if any(value is not None for value in gain.values()) else None


def _date(released: str | None) -> Tree | None:
    parts = _MONTH_AND_DAY.fullmatch(released or "")
    if parts is None:
        return None
    year, month, day = (None if part is None else int(part) for part in parts.groups())
    return {"year": year, "month": month, "day": day}


def _path(track: TrackView) -> str:
    number = "" if track.track_number is None else f"{track.track_number:02} - "
    artist = track.artists[0].name if track.artists else "Unknown"
    names = (artist, track.album_name, f"{number}{track.title}.{track.suffix}")
    return "/".join(_UNSAFE.sub("_", name) for name in names)
