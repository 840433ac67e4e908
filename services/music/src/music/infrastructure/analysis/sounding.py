"""How a track sounds, as lists of tracks show it: what its tags state wins over what was measured."""

from typing import Any, Final

from sqlalchemy import RowMapping, Select

from music.application.library.views import Sources
from music.domain.analysis.keys import Key, key_of
from music.domain.analysis.loudness import gain_of
from music.domain.analysis.result import SoundSource
from music.domain.analysis.scale import scaled
from music.infrastructure.analysis.energy import ENERGY_MEDIAN
from music.infrastructure.analysis.tables import album_loudness, track_analysis
from music.infrastructure.library.tables import tracks

SOUND: Final = (
    *(tracks.c[name] for name in ("bpm", "musical_key", "track_gain", "track_peak", "album_gain", "album_peak")),
    track_analysis.c.bpm.label("measured_bpm"),
    track_analysis.c.key.label("measured_key"),
    track_analysis.c.key_is_minor.label("measured_is_minor"),
    track_analysis.c.loudness,
    track_analysis.c.peak.label("measured_peak"),
    track_analysis.c.outro_ms,
    track_analysis.c.energy,
    ENERGY_MEDIAN,
    track_analysis.c.danceability,
    album_loudness.c.loudness.label("album_level"),
    album_loudness.c.peak.label("measured_album_peak"),
)
"""The columns."""


def with_analysis(query: Select[Any]) -> Select[Any]:
    """Return a query of tracks that reads their analyses, too."""
    analyzed = query.outerjoin(track_analysis, track_analysis.c.track_id == tracks.c.id)
    return analyzed.outerjoin(album_loudness, album_loudness.c.album_id == tracks.c.album_id)


def sound_of(row: RowMapping) -> dict[str, Any]:
    """Return the fields of a track that say how it sounds."""
    measured = None if row["measured_key"] is None else Key(row["measured_key"], row["measured_is_minor"])
    stated = row["musical_key"]
    key = key_of(stated) or measured
    bpm, bpm_source = _first(row["bpm"], row["measured_bpm"])
    name, key_source = _first(stated, None if measured is None else measured.name)
    track_gain, track_source = _first(row["track_gain"], gain_of(row["loudness"]))
    album_gain, album_source = _first(row["album_gain"], gain_of(row["album_level"]))
    return {
        "bpm": bpm,
        "musical_key": name,
        "camelot": None if key is None else key.camelot,
        "track_gain": track_gain,
        "track_peak": _first(row["track_peak"], row["measured_peak"])[0],
        "album_gain": album_gain,
        "album_peak": _first(row["album_peak"], row["measured_album_peak"])[0],
        "outro_ms": row["outro_ms"],
        "energy": scaled(row["energy"], row["energy_median"]),
        "danceability": row["danceability"],
        "sources": Sources(bpm_source, key_source, track_source, album_source),
    }


def _first(stated: Any, measured: Any) -> tuple[Any, SoundSource | None]:
    if stated is not None:
        return stated, SoundSource.FILE
    return measured, None if measured is None else SoundSource.ANALYSIS
