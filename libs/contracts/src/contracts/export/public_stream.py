"""The public stream of events in the AsyncAPI document: one channel, and a message for each public event."""

import json
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from contracts.event import CONTENT_TYPE, STREAMER, Event, WireMessage
from contracts.event_catalog import PUBLIC_EVENTS
from contracts.examples import example_records
from contracts.export.schemas import SCHEMA_FORMAT, JsonObject
from contracts.public import PUBLIC_FORMS

HTTP_BINDING: Final = "0.3.0"
STREAM: Final = "events"
"""Name of the channel."""


def stream_channel() -> JsonObject:
    """Return the channel, by its name."""
    channel: JsonObject = {
        "address": "/api/v1/events",
        "title": "Public events",
        "description": "Server-sent events over HTTP: `event` is the type, `data` the JSON of the message, and `id` "
        "the position, which a client sends as `Last-Event-ID` to continue there.",
        "messages": {event.type: {"$ref": f"#/components/messages/{_public(event)}"} for event in PUBLIC_EVENTS},
    }
    return {STREAM: channel}


def stream_operation() -> JsonObject:
    """Return the operation by which the gateway streams, by its name."""
    query: JsonObject = {
        "type": "object",
        "properties": {
            "type": {
                "type": "array",
                "items": {"enum": [event.type for event in PUBLIC_EVENTS]},
                "description": "Only events of these types.",
            },
            "mediaId": {
                "type": "array",
                "items": {"type": "string", "format": "uuid"},
                "description": "Only events about these titles.",
            },
            "after": {"type": "string", "description": "A position: the stream continues there."},
        },
    }
    operation: JsonObject = {
        "action": "send",
        "title": "gateway streams public events",
        "channel": {"$ref": f"#/channels/{STREAM}"},
        "messages": [{"$ref": f"#/channels/{STREAM}/messages/{event.type}"} for event in PUBLIC_EVENTS],
        "tags": [{"name": STREAMER}],
        "bindings": {"http": {"method": "GET", "query": query, "bindingVersion": HTTP_BINDING}},
    }
    return {f"{STREAMER}.send.{STREAM}": operation}


def public_messages() -> JsonObject:
    """Return the messages of the channel, by their names."""
    return {_public(event): _message(event) for event in PUBLIC_EVENTS}


def _public(event: type[Event]) -> str:
    return f"public.{event.type}"


def _message(event: type[Event]) -> JsonObject:
    return {
        "name": event.type,
        "title": f"{event.__name__}, public",
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "contentType": CONTENT_TYPE,
        "payload": {
            "schemaFormat": SCHEMA_FORMAT,
            "schema": {
                "type": "object",
                "required": ["id", "type", "time", "mediaId", "payload"],
                "properties": {
                    "id": {"type": "string", "format": "uuid", "description": "Id of the event."},
                    "type": {"const": event.type},
                    "time": {"type": "string", "format": "date-time", "description": "When it was published."},
                    "mediaId": {
                        "type": ["string", "null"],
                        "format": "uuid",
                        "description": "The title; null for an event that is about no single one.",
                    },
                    "payload": {"$ref": f"./schemas/public/{event.type}.json"},
                },
            },
        },
        "examples": [
            {"name": f"example-{number}", "payload": _example(event, record)}
            for number, record in enumerate(example_records(event), start=1)
        ],
    }


def _example(event: type[Event], record: WireMessage) -> JsonValue:
    time = datetime.fromisoformat(record.headers["ce_time"])
    example: JsonValue = json.loads(PUBLIC_FORMS[event.type].message(record.event_id, time, record.body).data)
    return example
