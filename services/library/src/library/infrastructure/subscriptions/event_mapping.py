"""Mapping from triggered subscriptions to events."""

from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from chassis.storage.statements import Row
from contracts.event import WireMessage, encode
from contracts.library import SubscriptionTriggeredV1, TriggerPayload
from library.domain.subscriptions.occurrence import Occurrence, OccurrenceDetails
from library.infrastructure.metadata import SERVICE

_NAMESPACE: Final = UUID("c1f6a2de-6f0d-5a39-8f49-5f3a3f6c7b21")


def to_payload(details: OccurrenceDetails) -> TriggerPayload:
    """Return what happened; it is the same for all subscriptions."""
    return TriggerPayload(**asdict(details))


def subscription_triggered(row: Row, occurrence: Occurrence, payload: TriggerPayload, now: datetime) -> WireMessage:
    """Return the event of an occurrence for one subscription; a repetition would have the same id."""
    subject = occurrence.subject
    event = SubscriptionTriggeredV1(
        subscription_id=row["subscription_id"],
        user_id=row["user_id"],
        media_id=subject.media_id,
        kind="movie" if subject.kind == "movie" else "show",
        tmdb_id=subject.tmdb_id,
        trigger=occurrence.trigger,
        occurrence=occurrence.key,
        payload=payload,
        title=row["name"],
        slug=row["slug"],
        occurred_at=occurrence.occurred_at,
        triggered_at=now,
        cause_id=subject.cause_id,
    )
    return encode(event, SERVICE, event_id=uuid5(_NAMESPACE, f"{event.subscription_id}:{occurrence.key}"))
