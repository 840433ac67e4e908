"""Declarations of events agree with each other, and topics and their settings follow from them."""

import importlib
import pkgutil

import pytest

import contracts
from contracts.event import Event, StateEvent, event
from contracts.event_catalog import (
    DEAD_LETTER_TOPICS,
    EVENT_BY_TYPE,
    EVENTS,
    LIVE_TOPICS,
    TOPICS,
    catalog_problems,
)
from contracts.ingestion import MediaImportedV1
from contracts.topics import DAY_MS, TopicSpec, topic_name

pytestmark = pytest.mark.unit


def test_declarations_agree() -> None:
    assert catalog_problems(EVENTS) == []
    assert len(EVENT_BY_TYPE) == len(EVENTS)


def test_every_declared_event_is_in_the_catalog() -> None:
    declared = {
        value
        for info in pkgutil.walk_packages(contracts.__path__, "contracts.")
        if not info.name.endswith("__main__")
        for value in vars(importlib.import_module(info.name)).values()
        if isinstance(value, type) and issubclass(value, Event) and "spec" in vars(value)
    }
    assert declared == set(EVENTS)


def test_every_topic_has_one_name_and_a_dead_letter_topic() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(names) == len(set(names))
    assert [topic.name for topic in DEAD_LETTER_TOPICS] == [f"{topic.name}.dlq" for topic in LIVE_TOPICS]


@pytest.mark.parametrize(
    ("event_type", "topic"),
    [
        ("media.imported.v1", "media.imported"),
        ("media.imported.v2", "media.imported.v2"),
        ("library.entry.changed.v10", "library.entry.changed.v10"),
    ],
)
def test_each_major_version_has_a_topic(event_type: str, topic: str) -> None:
    assert topic_name(event_type) == topic


@pytest.mark.parametrize("event_type", ["", "media.imported", "media.imported.v0", "media.imported.V1", ".v1", "a.v1 "])
def test_malformed_type_is_rejected(event_type: str) -> None:
    with pytest.raises(ValueError, match="type must be"):
        topic_name(event_type)
    with pytest.raises(ValueError, match="type must be"):
        event(event_type, publisher="ingestion")(StateEvent)


def test_second_version_has_a_topic_of_its_own() -> None:
    @event("media.imported.v2", publisher="ingestion")
    class MediaImportedV2(MediaImportedV1):
        pass

    assert MediaImportedV2.topic == "media.imported.v2"
    assert MediaImportedV1.topic == "media.imported"
    assert catalog_problems([*EVENTS, MediaImportedV2]) == []


def test_second_version_on_the_topic_of_the_first_is_reported() -> None:
    class MediaImportedV2(MediaImportedV1):
        pass

    assert catalog_problems([MediaImportedV1, MediaImportedV2]) == [
        "topic media.imported of media.imported.v1 already carries media.imported.v1",
        "class of media.imported.v1 must be named MediaImportedV1, got MediaImportedV2",
    ]


def test_consumer_that_publishes_or_repeats_is_reported() -> None:
    @event("note.written.v1", publisher="notes", consumers=("notes", "search", "search"))
    class NoteWrittenV1(StateEvent):
        pass

    assert catalog_problems([NoteWrittenV1]) == [
        "notes must not read note.written.v1, which it publishes",
        "consumers of note.written.v1 must not repeat, got notes, search, search",
    ]


def test_settings_of_a_compacted_topic() -> None:
    assert TopicSpec("media.imported", 6, "compact", None).config() == {
        "cleanup.policy": "compact",
        "retention.ms": "-1",
        "min.cleanable.dirty.ratio": "0.2",
        "max.compaction.lag.ms": "604800000",
    }


def test_settings_of_a_topic_that_deletes() -> None:
    assert TopicSpec("signals.collected", 6, "delete", 800 * DAY_MS).config() == {
        "cleanup.policy": "delete",
        "retention.ms": "69120000000",
    }


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_event_states_its_key(event: type[Event]) -> None:
    assert (event.key.__doc__ or "").startswith("Keyed by ")
