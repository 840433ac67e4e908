"""Mapping from consumed events to what other systems receive: the fields that are public, none of the internal ones."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from chassis.messaging.consumer import Delivery
from chassis.runtime.tracing.origins import current_origin
from contracts.catalog import MediaPublishedV1
from contracts.event import REPUBLISHED, Contract
from contracts.ingestion import (
    AvailabilityChangedV1,
    ImportProgressedV1,
    MediaChangedV1,
    SourceDegradedV1,
    SourceRecoveredV1,
)
from contracts.insights import TrendChangedV1
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1, SubscriptionTriggeredV1
from contracts.readers.notifications import SeasonSynced
from notifications.domain.webhooks.events import Facts, Field, WebhookEvent

_Mapping = Callable[[Any], WebhookEvent | None]
_INTERNAL: Final = frozenset({"version", "media_version", "user_id", "cause_id", "missing", "attempts", "requested_by"})


def webhook_event(delivery: Delivery[Any]) -> WebhookEvent | None:
    """Return the event of a consumed one; null for one that other systems do not receive, or have received before."""
    if REPUBLISHED in delivery.record.headers:
        return None
    return _MAPPINGS[type(delivery.event)](delivery)


def webhook_events(deliveries: Collection[Delivery[Any]]) -> list[WebhookEvent]:
    """Return the events of consumed ones."""
    return [event for event in map(webhook_event, deliveries) if event is not None]


def _time(delivery: Delivery[Any]) -> datetime:
    """Return when an event was published, by its header."""
    try:
        at = datetime.fromisoformat(delivery.record.headers["ce_time"])
    except (KeyError, ValueError):
        return datetime.now(UTC)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _event(
    delivery: Delivery[Any], name: str, facts: Facts, *, own: bool = False, without: Collection[str] = ()
) -> WebhookEvent:
    body: Contract = delivery.event
    data = body.model_dump(by_alias=True, mode="json", exclude={*_INTERNAL, *without})
    user_id = delivery.event.user_id if own else None
    origin = current_origin(delivery.record.key or b"")
    return WebhookEvent(delivery.event_id, name, _time(delivery), data, facts, user_id, origin)


def _title(event: Any, **more: Collection[str]) -> Facts:
    facts: dict[Field, Collection[str]] = {"mediaId": _known(event.media_id), "tmdbId": _known(event.tmdb_id)}
    return {**facts, "kind": _known(event.kind), **more}  # type: ignore[dict-item]


def _known(*values: object) -> tuple[str, ...]:
    return tuple(str(value) for value in values if value is not None)


def _entry(delivery: Delivery[LibraryEntryChangedV1]) -> WebhookEvent:
    event = delivery.event
    return _event(delivery, "library.entry.changed", _title(event, state=_known(event.state)), own=True)


def _play(delivery: Delivery[PlayRecordedV1]) -> WebhookEvent:
    return _event(delivery, "play.recorded", _title(delivery.event), own=True)


def _triggered(delivery: Delivery[SubscriptionTriggeredV1]) -> WebhookEvent:
    event = delivery.event
    return _event(delivery, "subscription.triggered", _title(event, trigger=_known(event.trigger)), own=True)


def _published(delivery: Delivery[MediaPublishedV1]) -> WebhookEvent:
    return _event(delivery, "media.published", _title(delivery.event))


def _media_changed(delivery: Delivery[MediaChangedV1]) -> WebhookEvent:
    return _event(delivery, "media.changed", _title(delivery.event))


def _season(delivery: Delivery[SeasonSynced]) -> WebhookEvent | None:
    event = delivery.event
    if event.part > 1:
        # The parts of a season repeat its facts.
        return None
    facts: Facts = {"mediaId": _known(event.media_id), "tmdbId": _known(event.show_tmdb_id)}
    return _event(delivery, "season.synced", facts, without={"part", "season_id"})


def _availability(delivery: Delivery[AvailabilityChangedV1]) -> WebhookEvent:
    event = delivery.event
    return _event(delivery, "availability.changed", _title(event, region=_known(*event.regions)))


def _trend(delivery: Delivery[TrendChangedV1]) -> WebhookEvent:
    event = delivery.event
    return _event(delivery, "trend.changed", _title(event, direction=_known(event.direction)))


def _degraded(delivery: Delivery[SourceDegradedV1]) -> WebhookEvent:
    return _event(delivery, "source.degraded", {"source": _known(delivery.event.source)})


def _recovered(delivery: Delivery[SourceRecoveredV1]) -> WebhookEvent:
    return _event(delivery, "source.recovered", {"source": _known(delivery.event.source)})


def _import(delivery: Delivery[ImportProgressedV1]) -> WebhookEvent:
    event = delivery.event
    facts = {name: values for name, values in _title(event, status=_known(event.status)).items() if values}
    return _event(delivery, "import.progressed", facts)


_MAPPINGS: Final[Mapping[type[Contract], _Mapping]] = {
    LibraryEntryChangedV1: _entry,
    PlayRecordedV1: _play,
    SubscriptionTriggeredV1: _triggered,
    MediaPublishedV1: _published,
    MediaChangedV1: _media_changed,
    SeasonSynced: _season,
    AvailabilityChangedV1: _availability,
    TrendChangedV1: _trend,
    SourceDegradedV1: _degraded,
    SourceRecoveredV1: _recovered,
    ImportProgressedV1: _import,
}
