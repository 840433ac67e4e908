"""Counts of events by asset, version and day. All are sums, so they are the same in any order of the events."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeAlias

from playback.domain.quality.events import (
    ClientEvent,
    Failed,
    QualityChanged,
    Rebuffered,
    Sought,
    Started,
    Watched,
)
from playback.domain.quality.startup import boundary_of


class Measure(StrEnum):
    """What is counted. The values are stored."""

    SESSIONS = "sessions"
    """Sessions that have reported anything."""
    STARTS = "starts"
    """By the upper end of the interval of the start-up time."""
    STARTUP_MS = "startup_ms"
    REBUFFERS = "rebuffers"
    REBUFFER_MS = "rebuffer_ms"
    ERRORS = "errors"
    """By code."""
    FATAL_ERRORS = "fatal_errors"
    QUALITY_CHANGES = "quality_changes"
    SEEKS = "seeks"
    WATCHED_MS = "watched_ms"
    """How much of the video was played, by rung of the ladder."""
    VIEWING_MS = "viewing_ms"
    """How long that took: less than what was played when the speed was higher."""


Counts: TypeAlias = Mapping[tuple[Measure, str], int]
"""A number per measure and label; the label of a measure without a division is empty."""

RUNGS: Final = (240, 360, 480, 720, 1080, 1440, 2160, 4320)
UNKNOWN: Final = ""
OTHER: Final = "OTHER"
_CODES: Final = re.compile(
    "MEDIA_[1-4]|SHAKA_[1-9][0-9]{3}|HLS_(?:MANIFEST|LEVEL|AUDIO_TRACK|SUBTITLE|FRAG|KEY|KEY_SYSTEM|BUFFER|REMUX)"
    "|NETWORK|LICENSE|ENDED_BY_SERVER"
)


def rung_of(height: int) -> int:
    """Return the rung of the ladder; a wide picture has fewer lines than its rung."""
    return next((rung for rung in RUNGS if height <= rung), RUNGS[-1])


def counted_code(code: str) -> str:
    """Return the code under which an error counts: clients cannot add codes without end."""
    return code if _CODES.fullmatch(code) else OTHER


def counts_of(events: Iterable[ClientEvent]) -> Counts:
    """Return the sums over events."""
    counts: Counter[tuple[Measure, str]] = Counter()
    for event in events:
        match event:
            case Started():
                counts[Measure.STARTS, str(boundary_of(event.duration_ms))] += 1
                counts[Measure.STARTUP_MS, ""] += event.duration_ms
            case Rebuffered():
                counts[Measure.REBUFFERS, ""] += 1
                counts[Measure.REBUFFER_MS, ""] += event.duration_ms
            case Failed():
                counts[Measure.ERRORS, counted_code(event.code)] += 1
                counts[Measure.FATAL_ERRORS, ""] += event.fatal
            case QualityChanged():
                counts[Measure.QUALITY_CHANGES, ""] += 1
            case Sought():
                counts[Measure.SEEKS, ""] += 1
            case Watched():
                rung = UNKNOWN if event.height is None else str(rung_of(event.height))
                counts[Measure.WATCHED_MS, rung] += event.length_ms
                counts[Measure.VIEWING_MS, ""] += event.viewing_ms
    return {key: amount for key, amount in counts.items() if amount}
