"""Routes that stream server-sent events: their events, and how the document describes them."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Final, TypeVar

from fastapi.sse import ServerSentEvent
from pydantic import BaseModel

T = TypeVar("T")

RETRY_MS: Final = 2000
"""How long a client waits before it connects again when its stream has ended or broken off."""

SCHEMAS: Final = "x-schemas"
"""Where a response keeps the schemas of its events until the document has them."""


def event_stream(event: str, content: type[BaseModel], example: str) -> dict[int | str, dict[str, Any]]:
    """Return the response of a stream of one kind of events, each with `content` as JSON; `example` is such JSON."""
    description = f"Events `{event}`, each with the {event} as it is now; comments keep an idle connection open"
    return {
        200: {
            "description": description,
            "content": {
                "text/event-stream": {
                    "itemSchema": {
                        "type": "object",
                        "required": ["event", "data"],
                        "properties": {
                            "event": {"const": event},
                            "data": {
                                "type": "string",
                                "contentMediaType": "application/json",
                                "contentSchema": {"$ref": f"#/components/schemas/{content.__name__}"},
                                SCHEMAS: schemas_of(content),
                            },
                        },
                    },
                    "example": f"retry: {RETRY_MS}\n\nevent: {event}\ndata: {example}\n\n: still here\n\n",
                }
            },
        }
    }


def schemas_of(content: type[BaseModel]) -> dict[str, Any]:
    """Return the schemas of a model by name: FastAPI knows none that only events have."""
    schema = content.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), content.__name__: schema}


async def as_events(
    event: str,
    changes: AsyncIterator[T | None],
    respond: Callable[[T], BaseModel],
    id_of: Callable[[T], str | None] = lambda _: None,
) -> AsyncIterator[ServerSentEvent]:
    """Yield how soon to connect again, then each change as an event, and a comment for each null.

    Comments keep an idle connection open. A client that connects again sends the id of the last event that it has
    received as `Last-Event-ID`.
    """
    yield ServerSentEvent(retry=RETRY_MS)
    async for change in changes:
        if change is None:
            yield ServerSentEvent(comment="still here")
        else:
            content = respond(change).model_dump(mode="json", by_alias=True)
            yield ServerSentEvent(event=event, id=id_of(change), data=content)
