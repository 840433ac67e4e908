"""Topics, flows and identities agree with each other and with the events."""

from uuid import UUID

import pytest

from contracts.event import Event, StateEvent
from contracts.flows import FLOWS
from contracts.identity import episode_id, media_id, season_id
from contracts.registry import EVENT_BY_TYPE, EVENTS
from contracts.topics import DEAD_LETTER_TOPICS, LIVE_TOPICS, TOPICS, TopicSpec

pytestmark = pytest.mark.unit

SERVICES = {"gateway", "auth", "catalog", "ingestion", "stats", "insights", "library"}


def test_every_topic_has_one_name_and_a_dead_letter_topic() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(names) == len(set(names))
    assert [topic.name for topic in DEAD_LETTER_TOPICS] == [f"{topic.name}.dlq" for topic in LIVE_TOPICS]


def test_every_event_has_a_topic_and_every_topic_an_event() -> None:
    assert {event.topic for event in EVENTS} == {topic.name for topic in LIVE_TOPICS}


def test_a_type_is_its_topic_and_a_version() -> None:
    assert all(event.type == f"{event.topic}.v{event.__name__[-1]}" for event in EVENTS)
    assert len(EVENT_BY_TYPE) == len(EVENTS)


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
