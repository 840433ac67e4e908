"""The public form of each event that the contracts declare public."""

import logging
from typing import Final

from pydantic import ValidationError

from contracts.public import PUBLIC_FORMS
from gateway.domain.events.logged import LoggedEvent
from gateway.domain.events.public import PublicEvent

logger = logging.getLogger(__name__)

TOPIC_BY_TYPE: Final = {event_type: form.event.topic for event_type, form in PUBLIC_FORMS.items()}


def public_event(event: LoggedEvent) -> PublicEvent | None:
    """Return the public form of an event; null if it has none, or if its body is not of the contract."""
    form = PUBLIC_FORMS.get(event.type)
    if form is None or form.event.topic != event.place.topic:
        return None
    try:
        message = form.message(event.event_id, event.time, event.body)
    except ValidationError as invalid:
        logger.warning(
            "event without a public form",
            extra={"topic": event.place.topic, "offset": event.offset, "problems": invalid.error_count()},
        )
        return None
    return PublicEvent(
        event.place, event.offset, event.event_id, event.type, event.time, message.media_id, message.data
    )
