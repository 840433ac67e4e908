"""Sessions that are measured, and random events of players."""

from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from playback.domain.quality.events import (
    ClientEvent,
    Failed,
    QualityChanged,
    Rebuffered,
    Sought,
    Started,
    Watched,
)
from playback.domain.quality.session import MeasuredSession

SESSION = MeasuredSession(UUID(int=1), UUID(int=2), UUID(int=3), 1, date(2026, 11, 30))


def events_of(random: Random, count: int, duration_ms: int) -> list[ClientEvent]:
    """Return events with the numbers from 0."""
    return [_event(random, sequence, duration_ms) for sequence in range(count)]


def _event(random: Random, sequence: int, duration_ms: int) -> ClientEvent:
    begin = random.randrange(duration_ms - 600_000)
    choices: tuple[ClientEvent, ...] = (
        Started(sequence, 0, random.randrange(5_000)),
        Rebuffered(sequence, 0, random.randrange(1, 5_000)),
        Failed(sequence, 0, random.choice(("SHAKA_1001", "MEDIA_3", "ODD")), random.random() < 0.5),
        QualityChanged(sequence, 0, random.choice((240, 536, 1080)), 1_000_000),
        Sought(sequence, 0, begin, begin + 5),
        Watched(sequence, 0, begin, begin + random.randrange(1, 600_000), random.choice((None, 720)), 1.25),
    )
    return random.choice(choices)


def body_of(*events: ClientEvent) -> dict[str, Any]:
    """Return the body of a batch."""
    return {"events": [_body(event) for event in events]}


def _body(event: ClientEvent) -> dict[str, Any]:
    common = {"sequence": event.sequence, "offsetMs": event.offset_ms}
    match event:
        case Started():
            return {"type": "startup", **common, "durationMs": event.duration_ms}
        case Rebuffered():
            return {"type": "rebuffer", **common, "durationMs": event.duration_ms}
        case Failed():
            return {"type": "error", **common, "code": event.code, "fatal": event.fatal}
        case QualityChanged():
            quality = {"height": event.height, "bitsPerSecond": event.bits_per_second}
            return {"type": "quality", **common, **quality}
        case Sought():
            return {"type": "seek", **common, "fromMs": event.from_ms, "toMs": event.to_ms}
        case Watched():
            positions = {"beginMs": event.begin_ms, "endMs": event.end_ms}
            return {"type": "watched", **common, **positions, "height": event.height, "speed": event.speed}
