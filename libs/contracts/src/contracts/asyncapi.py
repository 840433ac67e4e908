"""The AsyncAPI 3.0 document of every event: its channel, who sends it, who receives it, and examples.

https://www.asyncapi.com/docs/reference/specification/v3.0.0. Payloads refer to the exported JSON Schemas.
"""

import json

from pydantic import JsonValue

from contracts.event import CONTENT_TYPE, SPEC_VERSION, Event
from contracts.examples import example_records
from contracts.flows import FLOWS, Flow
from contracts.registry import EVENTS
from contracts.schemas import JsonObject
from contracts.topics import DEAD_LETTER_TOPICS, LIVE_TOPICS, TopicSpec

KAFKA_BINDING = "0.5.0"
SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"
DEAD_LETTER = "dead.letter"


def asyncapi(version: str) -> JsonObject:
    """Give the document for one version of the contracts."""
    channels: JsonObject = {topic.name: _channel(topic, _messages_on(topic)) for topic in LIVE_TOPICS}
    channels |= {topic.name: _channel(topic, [DEAD_LETTER]) for topic in DEAD_LETTER_TOPICS}
    operations: JsonObject = {}
    for event in EVENTS:
        operations |= _operations(event, FLOWS[event])
    messages: JsonObject = {event.type: _message(event, FLOWS[event]) for event in EVENTS}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Marquee events",
            "version": version,
            "description": "What Marquee's services tell each other and anybody else who listens. "
            "CloudEvents 1.0 in the Kafka binary content mode. Every event carries the full new state of its "
            "subject; apply it only if its version is newer than what you have, and ignore fields you do not "
            "know.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages | {DEAD_LETTER: _dead_letter()}},
    }


def _messages_on(topic: TopicSpec) -> list[str]:
    return [event.type for event in EVENTS if event.topic == topic.name]


def _channel(topic: TopicSpec, messages: list[str]) -> JsonObject:
    configuration: JsonObject = {"cleanup.policy": list[JsonValue](topic.cleanup.split(","))}
    configuration["retention.ms"] = -1 if topic.retention_ms is None else topic.retention_ms
    return {
        "address": topic.name,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": configuration,
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _operations(event: type[Event], flow: Flow) -> JsonObject:
    roles = [(flow.publisher, "send"), *((consumer, "receive") for consumer in flow.consumers)]
    return {
        f"{service}.{action}.{event.type}": {
            "action": action,
            "title": f"{service} {'publishes' if action == 'send' else 'reads'} {event.type}",
            "channel": {"$ref": f"#/channels/{event.topic}"},
            "messages": [{"$ref": f"#/channels/{event.topic}/messages/{event.type}"}],
            "tags": [{"name": service}],
        }
        for service, action in roles
    }


def _message(event: type[Event], flow: Flow) -> JsonObject:
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "contentType": CONTENT_TYPE,
        "headers": _headers(event, flow),
        "payload": {
            "schemaFormat": SCHEMA_FORMAT,
            "schema": {"$ref": f"./schemas/{event.type}.json"},
        },
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": (event.key.__doc__ or "").strip()},
                "bindingVersion": KAFKA_BINDING,
            }
        },
        "examples": [
            {"name": f"example-{number}", "headers": dict(record.headers), "payload": json.loads(record.body)}
            for number, record in enumerate(example_records(event), start=1)
        ],
    }


def _headers(event: type[Event], flow: Flow) -> JsonObject:
    return {
        "type": "object",
        "required": [
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_subject",
            "ce_time",
            "content-type",
        ],
        "properties": {
            "ce_specversion": {"const": SPEC_VERSION},
            "ce_id": {"type": "string", "format": "uuid", "description": "The event's own id, for an inbox."},
            "ce_source": {"const": flow.publisher},
            "ce_type": {"const": event.type},
            "ce_subject": {"type": "string", "description": "The Kafka key."},
            "ce_time": {"type": "string", "format": "date-time"},
            "content-type": {"const": CONTENT_TYPE},
            "traceparent": {"type": "string", "description": "W3C trace context."},
        },
    }


def _dead_letter() -> JsonObject:
    return {
        "name": DEAD_LETTER,
        "title": "DeadLetter",
        "summary": "A record that a consumer could not read, byte for byte, with the reason in its headers.",
        "contentType": "application/octet-stream",
        "headers": {
            "type": "object",
            "description": "The original headers, and x-dlq-* headers: who refused the record, and why.",
        },
    }
