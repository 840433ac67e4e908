"""The public form of events: the fields that `event(public=…)` names, and nothing else at any depth.

A field that a later version adds stays internal until it is named: bodies are parsed and written again, not forwarded.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from pydantic import create_model
from pydantic.fields import FieldInfo

from contracts.event import Contract, Event
from contracts.event_catalog import PUBLIC_EVENTS

MEDIA_ID: Final = "media_id"


@dataclass(frozen=True, slots=True)
class PublicMessage:
    """A public event as JSON without line breaks, and the title that it is about; null if it is about no single one."""

    media_id: UUID | None
    data: bytes


@dataclass(frozen=True, slots=True)
class PublicForm:
    """What everyone may read of one type of event."""

    event: type[Event]
    model: type[Contract]

    def message(self, event_id: UUID, time: datetime, body: bytes) -> PublicMessage:
        """Return the message that everyone receives for an event with this body.

        Raise pydantic's ValidationError for a body that is not of the contract.
        """
        payload = self.model.model_validate_json(body)
        media_id: UUID | None = getattr(payload, MEDIA_ID, None)
        title = "null" if media_id is None else f'"{media_id}"'
        head = (
            f'{{"id":"{event_id}","type":"{self.event.type}","time":"{time.isoformat()}","mediaId":{title},"payload":'
        )
        return PublicMessage(media_id, f"{head}{payload.model_dump_json(by_alias=True)}}}".encode())


def public_form(event: type[Event]) -> PublicForm:
    """Return the public form of an event; raise ValueError for one that has none, or that lacks a named field."""
    names = event.spec.public
    unknown = [name for name in names if name not in event.model_fields]
    if unknown or not names:
        raise ValueError(f"{event.type} has no public form" if not names else f"{event.type} has no {unknown[0]}")
    fields: dict[str, tuple[Any, FieldInfo]] = {
        name: (field.annotation, field) for name, field in event.model_fields.items() if name in names
    }
    # The types of pydantic do not know a dictionary of fields.
    model = cast("type[Contract]", create_model(event.__name__, __base__=Contract, **cast("Any", fields)))
    return PublicForm(event, model)


PUBLIC_FORMS: Final = {event.type: public_form(event) for event in PUBLIC_EVENTS}
"""By type, in the order of the catalog."""
