"""What a topic is: its name, its partitions, how long it keeps records, and the broker's settings that follow.

A topic carries one type of event in one major version: `topic_name` derives its name from the type. Two versions on one
compacted topic would share their keys, and compaction would keep only the last record of each key.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

Cleanup = Literal["compact", "delete", "compact,delete"]

DAY_MS: Final = 86_400_000
PARTITIONS: Final = 6
DEAD_LETTER_SUFFIX: Final = ".dlq"
DEAD_LETTER_DAYS: Final = 30
KEEP_FOREVER: Final = -1
DIRTY_RATIO: Final = "0.2"
"""Share of superseded records above which the broker compacts a log; with its default of 0.5 a replay reads more."""
LONGEST_COMPACTION_DAYS: Final = 7
"""When a superseded record is removed at the latest, also from a topic that changes seldom: the bound of erasure."""

_TYPE = re.compile(r"(?P<name>[a-z]+(?:\.[a-z]+)*)\.v(?P<version>[1-9][0-9]*)")


def topic_name(event_type: str) -> str:
    """Return the topic of a type: `media.imported` for `media.imported.v1`, `media.imported.v2` for its second version.

    Raise ValueError for a text that is not `<name>.v<number>`.
    """
    match = _TYPE.fullmatch(event_type)
    if match is None:
        raise ValueError(f"type must be <name>.v<number>, got {event_type!r}")
    return match["name"] if match["version"] == "1" else event_type


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """How a topic is to be created; `retention_ms` None keeps records for ever."""

    name: str
    partitions: int
    cleanup: Cleanup
    retention_ms: int | None

    @property
    def retention(self) -> int:
        """Retention as Kafka writes it: milliseconds of record time, -1 for no limit."""
        return KEEP_FOREVER if self.retention_ms is None else self.retention_ms

    def config(self) -> dict[str, str]:
        """Return the broker's settings of the topic; every place that creates topics uses these."""
        settings = {"cleanup.policy": self.cleanup, "retention.ms": str(self.retention)}
        if "compact" in self.cleanup:
            settings["min.cleanable.dirty.ratio"] = DIRTY_RATIO
            settings["max.compaction.lag.ms"] = str(LONGEST_COMPACTION_DAYS * DAY_MS)
        return settings

    def dead_letters(self) -> "TopicSpec":
        """Return the topic for records of this one that consumers rejected."""
        return TopicSpec(self.name + DEAD_LETTER_SUFFIX, 1, "delete", DEAD_LETTER_DAYS * DAY_MS)
