"""Reading the CloudEvents headers of records; bodies are parsed by those who need them."""

from datetime import datetime

from chassis.messaging.envelope import key_of, type_of
from chassis.messaging.records import MAX_BODY_BYTES, BadRecord, Record
from gateway.domain.events.logged import LoggedEvent, Place


def logged_event(record: Record) -> LoggedEvent:
    """Return the event of a record; raise BadRecord for one that is none."""
    if not record.value or len(record.value) > MAX_BODY_BYTES:
        raise BadRecord("malformed_body", f"the body must have 1 to {MAX_BODY_BYTES} bytes")
    return LoggedEvent(
        Place(record.topic, record.partition),
        record.offset,
        key_of(record).event_id,
        type_of(record),
        record.headers.get("ce_subject", ""),
        _time_of(record),
        record.value,
    )


def _time_of(record: Record) -> datetime:
    try:
        time = datetime.fromisoformat(record.headers["ce_time"])
    except (KeyError, ValueError) as broken:
        raise BadRecord("malformed_time", "header ce_time is missing or not RFC 3339") from broken
    if time.tzinfo is None:
        raise BadRecord("malformed_time", "header ce_time has no offset")
    return time
