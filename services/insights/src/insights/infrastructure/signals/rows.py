"""Mapping between rows and measurements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from insights.domain.signals.measurement import Measurement

Columns = dict[str, list[Any]]


def to_day_columns(measurements: Sequence[Measurement]) -> Columns:
    """Return the columns of rows per day."""
    return {"day": [measurement.day for measurement in measurements], **_columns(measurements)}


def to_hour_columns(measurements: Sequence[tuple[datetime, Measurement]]) -> Columns:
    """Return the columns of rows per hour."""
    return {
        "hour": [hour for hour, _ in measurements],
        **_columns([measurement for _, measurement in measurements]),
    }


def _columns(measurements: Sequence[Measurement]) -> Columns:
    return {
        "media_id": [measurement.series.media_id for measurement in measurements],
        "value": [measurement.value for measurement in measurements],
        "observed_at": [measurement.observed_at for measurement in measurements],
        "signal": [measurement.series.signal for measurement in measurements],
        "source": [measurement.series.source for measurement in measurements],
        "backfilled": [measurement.backfilled for measurement in measurements],
        "region": [measurement.series.region for measurement in measurements],
    }
