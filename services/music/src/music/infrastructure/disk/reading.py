"""Reads the tags of audio files by tinytag. It blocks: use it in a process of its own."""

import os
import re
from collections.abc import Mapping, Sequence
from typing import Final

from tinytag import TinyTag, TinyTagException

from chassis.storage.folders import FOLDER, open_file
from music.domain.library.tags import FileTags, Gain, Gapless, Sound, Tags
from music.infrastructure.audio.gapless import gapless_of

_DATE: Final = re.compile(r"^(\d{4})(?:[-/.](\d{2})(?:[-/.](\d{2}))?)?")
_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_LONGEST: Final = 500
"""Characters of a name; a longer one is cut."""
_LONGEST_TEXT: Final = 50_000
"""Characters of lyrics and comments."""
_YES: Final = frozenset({"1", "true", "yes"})


def read_all(root: str, paths: Sequence[str]) -> list[FileTags]:
    """Return what files below a folder state, in their order."""
    return [_read(root, path) for path in paths]


def _read(root: str, path: str) -> FileTags:
    try:
        with open_file(os.open(root, FOLDER), path) as opened, os.fdopen(os.dup(opened), "rb") as file:
            read = TinyTag.get(filename=path, file_obj=file)
            smpb = next(iter(read.other.get("itunsmpb") or ()), None)
            return tags_of(read, gapless_of(path, file, smpb))
    except (TinyTagException, OSError, ValueError, OverflowError) as error:
        return FileTags(problem=f"{type(error).__name__}: {error}"[:_LONGEST])


def tags_of(read: TinyTag, gapless: Gapless | None = None) -> FileTags:
    """Return the tags of a file that was read. What is no text or number of its kind counts as not stated."""
    other = {key.replace(" ", "_").lower(): values for key, values in read.other.items()}
    tags = Tags(
        title=_text(read.title),
        artists=_texts([read.artist], other.get("artist")),
        album_artists=_texts([read.albumartist], other.get("albumartists")),
        album=_text(read.album),
        track_number=_counted(read.track),
        disc_number=_counted(read.disc),
        disc_title=_first(other, "set_subtitle", "discsubtitle"),
        genres=_texts([read.genre], other.get("genre")),
        released=_date(read.year),
        is_compilation=(_first(other, "compilation", "itunescompilation", "tcmp", "cpil") or "").lower() in _YES,
        bpm=_bpm(_first(other, "bpm", "tempo")),
        key=_first(other, "initial_key", "initialkey", "key"),
        comment=_text(read.comment, _LONGEST_TEXT),
        lyrics=_text(next(iter(other.get("lyrics") or other.get("unsyncedlyrics") or ()), None), _LONGEST_TEXT),
        isrc=_first(other, "isrc"),
        release_mbid=_first(other, "musicbrainz_albumid", "musicbrainz_album_id"),
        recording_mbid=_first(other, "musicbrainz_trackid", "musicbrainz_track_id"),
        artist_mbid=_first(other, "musicbrainz_artistid", "musicbrainz_artist_id"),
        gain=Gain(
            track=_number(_first(other, "replaygain_track_gain")),
            track_peak=_number(_first(other, "replaygain_track_peak")),
            album=_number(_first(other, "replaygain_album_gain")),
            album_peak=_number(_first(other, "replaygain_album_peak")),
        ),
    )
    sound = Sound(
        duration_ms=_counted(None if read.duration is None else round(read.duration * 1000)),
        bit_rate=_counted(None if read.bitrate is None else round(read.bitrate * 1000)),
        sample_rate=_counted(read.samplerate),
        channels=_counted(read.channels),
        bit_depth=_counted(read.bitdepth),
        gapless=gapless,
    )
    return FileTags(tags, sound, None if read.duration else "no sound was recognized in it")


def _text(value: object, longest: int = _LONGEST) -> str | None:
    """Return a text that can be stored: without zero bytes and halves of characters."""
    if not isinstance(value, str):
        return None
    plain = value.replace("\0", " ").encode("utf-8", "replace").decode().strip()
    return plain[:longest] or None


def _texts(first: Sequence[str | None], others: Sequence[str] | None) -> tuple[str, ...]:
    values = [part for value in (*first, *(others or ())) if value is not None for part in value.split("\0")]
    texts = (_text(value) for value in values)
    return tuple(dict.fromkeys(text for text in texts if text is not None))


def _first(other: Mapping[str, Sequence[str]], *names: str) -> str | None:
    return next((text for name in names for value in other.get(name, ()) if (text := _text(value))), None)


def _counted(value: object) -> int | None:
    """Return a number from 1 that fits into the database."""
    return value if isinstance(value, int) and 0 < value < 2**31 else None


def _number(value: str | None) -> float | None:
    match = None if value is None else _NUMBER.search(value)
    return None if match is None else float(match[0].replace(",", "."))


def _bpm(value: str | None) -> float | None:
    number = _number(value)
    return number if number is not None and 20 <= number <= 400 else None


def _date(value: str | None) -> str | None:
    match = None if value is None else _DATE.match(value.strip())
    return None if match is None or match[1] == "0000" else "-".join(part for part in match.groups() if part)
