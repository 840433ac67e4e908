"""Mapping from triggered subscriptions to events."""

from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from chassis.storage.statements import Row
from contracts.event import WireMessage, encode
from contracts.library import SubscriptionTriggeredV1, SubscriptionUpcomingV1, TriggerPayload
from library.domain.subscriptions.occurrence import Occurrence, OccurrenceDetails
from library.domain.subscriptions.upcoming import AheadAiring
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


def subscription_upcoming(row: Row, item: AheadAiring, now: datetime) -> WireMessage:
    """Return the event of an airing that lies ahead, for one subscription."""
    airing = item.airing
    return _encode(
        SubscriptionUpcomingV1(
            subscription_id=row["subscription_id"],
            user_id=row["user_id"],
            trigger=row["trigger"],
            media_id=item.subject.media_id,
            kind="show",
            tmdb_id=item.subject.tmdb_id,
            season=airing.season,
            episode=airing.episode,
            revision=row["version"],
            airs_at=airing.airs_at,
            air_date=airing.air_date,
            episode_title=airing.title,
            title=row["name"],
            slug=row["slug"],
            announced_at=now,
            cause_id=item.subject.cause_id,
        )
    )


def subscription_withdrawn(row: Row, now: datetime) -> WireMessage:
    """Return the event of an airing that was announced and does not lie ahead any more."""
    return _encode(
        SubscriptionUpcomingV1(
            subscription_id=row["subscription_id"],
            user_id=row["user_id"],
            trigger=row["trigger"],
            media_id=row["media_id"],
            kind="show",
            tmdb_id=row["tmdb_id"],
            season=row["season"],
            episode=row["episode"],
            revision=row["version"],
            announced_at=now,
        )
    )


def _encode(event: SubscriptionUpcomingV1) -> WireMessage:
    name = f"{event.subscription_id}:upcoming:{event.season}x{event.episode}:{event.revision}"
    return encode(event, SERVICE, event_id=uuid5(_NAMESPACE, name))
