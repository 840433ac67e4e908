"""Topics, flows and identities agree with each other and with the events."""

from typing import ClassVar
from uuid import UUID

import pytest

from contracts.event import Event, StateEvent
from contracts.flows import FLOWS
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import MediaImportedV1
from contracts.registry import EVENT_BY_TYPE, EVENTS, topic_problems
from contracts.topics import DEAD_LETTER_TOPICS, LIVE_TOPICS, TOPICS, TopicSpec, topic_of

pytestmark = pytest.mark.unit

SERVICES = {"gateway", "auth", "catalog", "ingestion", "stats", "insights", "library"}


def test_every_topic_has_one_name_and_a_dead_letter_topic() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(names) == len(set(names))
    assert [topic.name for topic in DEAD_LETTER_TOPICS] == [f"{topic.name}.dlq" for topic in LIVE_TOPICS]


def test_every_event_has_a_topic_and_every_topic_an_event() -> None:
    assert {event.topic for event in EVENTS} == {topic.name for topic in LIVE_TOPICS}


def test_a_type_is_a_name_and_a_version_and_its_topic_follows() -> None:
    for event in EVENTS:
        name, _, version = event.type.rpartition(".v")
        assert event.__name__ == "".join(part.capitalize() for part in name.split(".")) + f"V{version}"
        assert event.topic == (name if version == "1" else event.type)
    assert len(EVENT_BY_TYPE) == len(EVENTS)


@pytest.mark.parametrize(
    ("event_type", "topic"),
    [
        ("media.imported.v1", "media.imported"),
        ("media.imported.v2", "media.imported.v2"),
        ("library.entry.changed.v10", "library.entry.changed.v10"),
    ],
)
def test_each_major_version_has_a_topic(event_type: str, topic: str) -> None:
    assert topic_of(event_type) == topic


@pytest.mark.parametrize("event_type", ["", "media.imported", "media.imported.v0", "media.imported.V1", ".v1", "a.v1 "])
def test_a_text_that_is_no_type_has_no_topic(event_type: str) -> None:
    with pytest.raises(ValueError, match="type must be"):
        topic_of(event_type)


class _MediaImportedV2(MediaImportedV1):
    type: ClassVar[str] = "media.imported.v2"


V2_TOPIC = TopicSpec("media.imported.v2", 6, "compact", None)


def test_events_and_topics_agree() -> None:
    assert topic_problems(EVENTS, LIVE_TOPICS) == []
    assert topic_problems([*EVENTS, _MediaImportedV2], [*LIVE_TOPICS, V2_TOPIC]) == []


def test_a_new_version_takes_a_topic_of_its_own_even_when_it_states_none() -> None:
    assert _MediaImportedV2.topic == "media.imported.v2"
    assert MediaImportedV1.topic == "media.imported"


def test_a_second_version_on_the_topic_of_the_first_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match=r"media\.imported\.v2 belongs on topic media\.imported\.v2"):

        class Careless(MediaImportedV1):
            type: ClassVar[str] = "media.imported.v2"
            topic: ClassVar[str] = MediaImportedV1.topic


def test_careless_topics_are_named() -> None:
    class Careless(MediaImportedV1):
        type: ClassVar[str] = "media.imported.v2"

    Careless.topic = MediaImportedV1.topic
    assert topic_problems([*EVENTS, Careless], LIVE_TOPICS) == [
        "media.imported.v2 belongs on topic media.imported.v2, not on media.imported",
        "topic media.imported carries media.imported.v1 already: media.imported.v2 would replace it",
    ]
    assert topic_problems([*EVENTS, _MediaImportedV2], LIVE_TOPICS) == [
        "topic media.imported.v2 of media.imported.v2 is not declared"
    ]
    forgetful = TopicSpec("media.imported.v2", 6, "delete", 1)
    assert topic_problems([*EVENTS, _MediaImportedV2], [*LIVE_TOPICS, forgetful]) == [
        "topic media.imported.v2 must be compacted if and only if media.imported.v2 carries state"
    ]
    assert topic_problems(EVENTS, [*LIVE_TOPICS, V2_TOPIC]) == ["topic media.imported.v2 carries no event"]


@pytest.mark.parametrize("topic", LIVE_TOPICS, ids=lambda topic: topic.name)
def test_state_stays_for_ever_and_happenings_for_a_stated_time(topic: TopicSpec) -> None:
    carries_state = all(issubclass(event, StateEvent) for event in EVENTS if event.topic == topic.name)
    assert (topic.cleanup == "compact") == carries_state
    assert (topic.retention_ms is None) == carries_state


def test_every_event_has_a_publisher_and_nobody_reads_its_own() -> None:
    assert FLOWS.keys() == set(EVENTS)
    for flow in FLOWS.values():
        assert {flow.publisher, *flow.consumers} <= SERVICES
        assert flow.publisher not in flow.consumers
        assert len(flow.consumers) == len(set(flow.consumers))


def test_the_gateway_publishes_nothing() -> None:
    assert "gateway" not in {flow.publisher for flow in FLOWS.values()}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_event_says_what_it_is_keyed_by(event: type[Event]) -> None:
    assert (event.key.__doc__ or "").startswith("Keyed by ")


def test_ids_are_those_of_the_canonical_texts() -> None:
    assert media_id("movie", 550) == UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9")
    assert media_id("show", 550) == UUID("89573a09-2882-5729-a9b4-94a4ebbfdb74")
    assert season_id(1396, 0) == UUID("cc872bf1-950b-5916-9c1d-fc88174e700e")
    assert episode_id(1396, 1, 1) == UUID("25a9682e-1574-5b16-b40e-a43563e9b704")
