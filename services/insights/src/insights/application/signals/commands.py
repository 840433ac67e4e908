"""Commands: the input of the use cases that events trigger."""

from dataclasses import dataclass

from insights.domain.signals.snapshot import Observation, SnapshotKey
from insights.domain.titles.title import Title


@dataclass(frozen=True, slots=True)
class RecordObservation:
    """Add an observation to the snapshot `key`; `title` is the title as far as the event describes it."""

    title: Title
    key: SnapshotKey
    observation: Observation
