"""How the document describes the stream of public events."""

from typing import Any, Final

from chassis.http.document.event_streams import SCHEMAS, schemas_of
from gateway.domain.events.frames import GAP, RETRY_MS
from gateway.presentation.events.schemas import MEDIA_ID, POSITION, TYPES, PublicEvent

_EXAMPLE: Final = (
    f"retry: {RETRY_MS}\nid: {POSITION}\n\n"
    f"id: {POSITION}\nevent: trend.changed.v1\n"
    'data: {"id":"0199b128-9999-7aaa-8bbb-000000000001","type":"trend.changed.v1",'
    f'"time":"2026-11-02T12:00:00+00:00","mediaId":"{MEDIA_ID}","payload":{{"version":1,"mediaId":"{MEDIA_ID}",'
    '"kind":"movie","tmdbId":438631,"direction":"up","windowDays":30,"asOf":"2026-11-01",'
    '"changedAt":"2026-11-02T12:00:00Z"}}\n\n'
    f": still here\nid: {POSITION}\n\n"
)

STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Events by type; comments keep an idle connection open. A page of past events as JSON",
        "content": {
            "text/event-stream": {
                "itemSchema": {
                    "type": "object",
                    "required": ["id", "event", "data"],
                    "properties": {
                        "id": {"type": "string"},
                        "event": {"enum": [*TYPES, GAP]},
                        "data": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "contentSchema": {"$ref": f"#/components/schemas/{PublicEvent.__name__}"},
                            SCHEMAS: schemas_of(PublicEvent),
                        },
                    },
                },
                "example": _EXAMPLE,
            }
        },
    }
}
