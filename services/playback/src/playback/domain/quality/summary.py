"""Figures of quality, from counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Self

from playback.domain.quality.counts import Counts, Measure
from playback.domain.quality.startup import quantile

_HOUR_MS: Final = 3_600_000


class Order(StrEnum):
    """By which figure assets are compared; the highest is the worst."""

    STARTUP = "startup"
    """Mean start-up time."""
    REBUFFERING = "rebuffering"
    """Share of the time that was waited."""
    ERRORS = "errors"
    """Fatal errors per session."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Startup:
    """How long users waited for the first frame, in milliseconds; null without a start."""

    starts: int
    mean_ms: int | None
    p50_ms: int | None
    p90_ms: int | None
    p99_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Figures of some sessions."""

    sessions: int
    startup: Startup
    rebuffers: int
    rebuffer_seconds: float
    rebuffer_ratio: float | None
    """The share of the time that was waited, of the time that was played or waited; null when neither was."""
    rebuffers_per_hour: float | None
    """Of what was played."""
    errors: Mapping[str, int]
    """By code."""
    fatal_errors: int
    quality_changes: int
    seeks: int
    watched_seconds: float
    viewing_seconds: float
    """How long that took."""
    watched_by_height: Mapping[int | None, float]
    """Seconds by rung of the ladder; null is unknown."""

    @classmethod
    def of(cls, counts: Counts) -> Self:
        """Return the figures of counts."""
        viewing, waited = counts.get((Measure.VIEWING_MS, ""), 0), counts.get((Measure.REBUFFER_MS, ""), 0)
        rebuffers = counts.get((Measure.REBUFFERS, ""), 0)
        watched = _labels(counts, Measure.WATCHED_MS)
        return cls(
            sessions=counts.get((Measure.SESSIONS, ""), 0),
            startup=_startup(counts),
            rebuffers=rebuffers,
            rebuffer_seconds=waited / 1000,
            rebuffer_ratio=waited / (viewing + waited) if viewing + waited else None,
            rebuffers_per_hour=rebuffers * _HOUR_MS / viewing if viewing else None,
            errors=_labels(counts, Measure.ERRORS),
            fatal_errors=counts.get((Measure.FATAL_ERRORS, ""), 0),
            quality_changes=counts.get((Measure.QUALITY_CHANGES, ""), 0),
            seeks=counts.get((Measure.SEEKS, ""), 0),
            watched_seconds=sum(watched.values()) / 1000,
            viewing_seconds=viewing / 1000,
            watched_by_height={int(rung) if rung else None: amount / 1000 for rung, amount in watched.items()},
        )


def _startup(counts: Counts) -> Startup:
    times = {int(boundary): count for boundary, count in _labels(counts, Measure.STARTS).items()}
    starts = sum(times.values())
    mean = round(counts.get((Measure.STARTUP_MS, ""), 0) / starts) if starts else None
    p50, p90, p99 = (quantile(times, share) for share in (0.5, 0.9, 0.99))
    return Startup(starts=starts, mean_ms=mean, p50_ms=p50, p90_ms=p90, p99_ms=p99)


def _labels(counts: Counts, measure: Measure) -> dict[str, int]:
    return {label: amount for (counted, label), amount in sorted(counts.items()) if counted is measure}


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of several counts."""
    summed: Counter[tuple[Measure, str]] = Counter()
    for one in counts:
        summed.update(one)
    return summed
