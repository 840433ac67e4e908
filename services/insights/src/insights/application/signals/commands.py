"""Commands: the input of the use cases that events trigger."""

from dataclasses import dataclass
from datetime import date

from insights.domain.signals.measurement import Measurement
from insights.domain.titles.title import Title


@dataclass(frozen=True, slots=True)
class RecordSignals:
    """Store the values that were observed of a title, as far as the event describes it, for a UTC day."""

    title: Title
    day: date
    measurements: tuple[Measurement, ...]
