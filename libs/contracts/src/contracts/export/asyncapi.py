"""The AsyncAPI 3.0 document of every event: its channel, its publisher, its consumers, and examples.

https://www.asyncapi.com/docs/reference/specification/v3.0.0. Payloads refer to the exported JSON Schemas.
"""

import json

from pydantic import JsonValue

from contracts.event import CONTENT_TYPE, REPUBLISHED, SPEC_VERSION, Event
from contracts.event_catalog import EVENTS
from contracts.examples import example_records
from contracts.export.public_stream import public_messages, stream_channel, stream_operation
from contracts.export.schemas import SCHEMA_FORMAT, JsonObject
from contracts.topics import TopicSpec

KAFKA_BINDING = "0.5.0"
DEAD_LETTER = "dead.letter"


def asyncapi(version: str) -> JsonObject:
    """Return the document for one version of the contracts."""
    channels: JsonObject = {event.topic: _channel(event.spec.topic, event.type) for event in EVENTS}
    letters = [event.spec.topic.dead_letters() for event in EVENTS]
    channels |= {topic.name: _channel(topic, DEAD_LETTER) for topic in letters}
    channels |= stream_channel()
    operations: JsonObject = {}
    for event in EVENTS:
        operations |= _operations(event)
    operations |= stream_operation()
    messages: JsonObject = {event.type: _message(event) for event in EVENTS}
    messages |= public_messages()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Marquee events",
            "version": version,
            "description": "The events that Marquee's services publish, for each other and for any other subscriber. "
            "CloudEvents 1.0 in the Kafka binary content mode. Every event carries the full new state of its "
            "subject; apply it only if its version is newer than yours, and ignore unknown fields. The gateway streams "
            "the public ones, in a reduced form, to every client: see the channel `events`.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages | {DEAD_LETTER: _dead_letter()}},
    }


def _channel(topic: TopicSpec, message: str) -> JsonObject:
    # The Kafka binding 0.5.0 knows these two settings of a topic and no others of ours.
    configuration: JsonObject = {"cleanup.policy": list[JsonValue](topic.cleanup.split(","))}
    configuration["retention.ms"] = topic.retention
    return {
        "address": topic.name,
        "messages": {message: {"$ref": f"#/components/messages/{message}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": configuration,
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _operations(event: type[Event]) -> JsonObject:
    roles = [(event.spec.publisher, "send"), *((consumer, "receive") for consumer in event.spec.consumers)]
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


def _message(event: type[Event]) -> JsonObject:
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "contentType": CONTENT_TYPE,
        "headers": _headers(event),
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


def _headers(event: type[Event]) -> JsonObject:
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
            "ce_id": {
                "type": "string",
                "format": "uuid",
                "description": "Id of the event; consumers store it to recognize duplicates.",
            },
            "ce_source": {"const": event.spec.publisher},
            "ce_type": {"const": event.type},
            "ce_subject": {"type": "string", "description": "The Kafka key."},
            "ce_time": {"type": "string", "format": "date-time"},
            "content-type": {"const": CONTENT_TYPE},
            "traceparent": {"type": "string", "description": "W3C trace context."},
            REPUBLISHED: {"const": "true", "description": "It repeats the state of its subject."},
        },
    }


def _dead_letter() -> JsonObject:
    return {
        "name": DEAD_LETTER,
        "title": "DeadLetter",
        "summary": "A record that a consumer rejected: the original bytes, with the reason in the headers.",
        "contentType": "application/octet-stream",
        "headers": {
            "type": "object",
            "description": "The original headers, and x-dlq-* headers: which consumer rejected the record, and why.",
        },
    }
