"""Every topic: the only file where a topic's name, partitions and retention are written down.

A topic carries one type of event in one major version: `topic_of` derives its name from the type. Two versions on one
compacted topic would share their keys, and compaction would keep only the last record of each key.

Topics that carry state are compacted, so the last event of each key stays for ever and any read model can be
rebuilt. Topics that carry happenings keep a stated time.
"""

import re
from dataclasses import dataclass
from typing import Literal

Cleanup = Literal["compact", "delete", "compact,delete"]

DAY_MS = 86_400_000
PARTITIONS = 6

MEDIA_IMPORTED = "media.imported"
SEASON_SYNCED = "season.synced"
MEDIA_PUBLISHED = "media.published"
SIGNALS_COLLECTED = "signals.collected"
LIST_REFRESHED = "list.refreshed"
IMPORT_PROGRESSED = "import.progressed"
MEDIA_CHANGED = "media.changed"
AVAILABILITY_CHANGED = "availability.changed"
SOURCE_DEGRADED = "source.degraded"
SOURCE_RECOVERED = "source.recovered"
STATS_UPDATED = "stats.updated"
SESSION_REVOKED = "session.revoked"
USER_REGISTERED = "user.registered"
USER_CHANGED = "user.changed"
USER_DELETED = "user.deleted"
LIBRARY_ENTRY_CHANGED = "library.entry.changed"
PLAY_RECORDED = "play.recorded"

DEAD_LETTER_SUFFIX = ".dlq"

_TYPE = re.compile(r"(?P<name>[a-z]+(?:\.[a-z]+)*)\.v(?P<version>[1-9][0-9]*)")


def topic_of(event_type: str) -> str:
    """Return the topic of a type: `media.imported` for `media.imported.v1`, `media.imported.v2` for its second version.

    Raises ValueError for a text that is not `<name>.v<number>`.
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


def _state(name: str) -> TopicSpec:
    return TopicSpec(name, PARTITIONS, "compact", None)


def _happening(name: str, days: int, partitions: int = PARTITIONS) -> TopicSpec:
    return TopicSpec(name, partitions, "delete", days * DAY_MS)


LIVE_TOPICS: tuple[TopicSpec, ...] = (
    _state(MEDIA_IMPORTED),
    _state(SEASON_SYNCED),
    _state(MEDIA_PUBLISHED),
    _state(LIST_REFRESHED),
    _state(STATS_UPDATED),
    _state(USER_REGISTERED),
    _state(USER_CHANGED),
    _state(USER_DELETED),
    _state(LIBRARY_ENTRY_CHANGED),
    TopicSpec(SESSION_REVOKED, PARTITIONS, "compact,delete", 2 * DAY_MS),
    _happening(SIGNALS_COLLECTED, 800),
    _happening(PLAY_RECORDED, 800),
    _happening(MEDIA_CHANGED, 90),
    _happening(AVAILABILITY_CHANGED, 90),
    _happening(SOURCE_DEGRADED, 30, partitions=1),
    _happening(SOURCE_RECOVERED, 30, partitions=1),
    _happening(IMPORT_PROGRESSED, 7),
)

DEAD_LETTER_TOPICS: tuple[TopicSpec, ...] = tuple(
    TopicSpec(topic.name + DEAD_LETTER_SUFFIX, 1, "delete", 30 * DAY_MS) for topic in LIVE_TOPICS
)

TOPICS: tuple[TopicSpec, ...] = LIVE_TOPICS + DEAD_LETTER_TOPICS
