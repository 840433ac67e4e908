"""Events about what users do with titles, and how titles appear."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.catalog import MediaPublishedV1
from contracts.library import LibraryEntryChangedV1, ListPublishedV1, PlayRecordedV1
from contracts.readers.social import MediaPublished
from social.application.activity.ports import Play, TitleUpdate
from social.application.activity.recording import (
    EntryUpdate,
    ListUpdate,
    record_entries,
    record_lists,
    record_plays,
    record_titles,
)
from social.application.unit_of_work import UnitOfWork
from social.domain.activity.entries import Entry

ACTIVITY_TOPICS: Final = (LibraryEntryChangedV1.topic, PlayRecordedV1.topic, MediaPublishedV1.topic)


def activity_routes(work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the consumer of each topic."""

    async def changed(transaction: Transaction, deliveries: Sequence[Delivery[LibraryEntryChangedV1]]) -> None:
        await record_entries(work_in(transaction), [_entry(delivery.event) for delivery in deliveries])

    async def played(transaction: Transaction, deliveries: Sequence[Delivery[PlayRecordedV1]]) -> None:
        plays = [_play(delivery) for delivery in deliveries]
        await record_plays(work_in(transaction), plays, {delivery.event.user_id for delivery in deliveries})

    async def published(transaction: Transaction, deliveries: Sequence[Delivery[MediaPublished]]) -> None:
        await record_titles(work_in(transaction), [_title(delivery.event) for delivery in deliveries])

    return [
        Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChangedV1, changed),
        Route(PlayRecordedV1.topic, PlayRecordedV1.type, PlayRecordedV1, played),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublished, published),
    ]


def lists_published(
    work_in: Callable[[Transaction], UnitOfWork],
) -> Callable[[Transaction, Sequence[ListPublishedV1]], Awaitable[None]]:
    """Return what records the lists that users make public, for the consumer of the topic, which is that of reviews."""

    async def published(transaction: Transaction, events: Sequence[ListPublishedV1]) -> None:
        await record_lists(work_in(transaction), [_list(event) for event in events])

    return published


def titles_merged(
    work_in: Callable[[Transaction], UnitOfWork],
) -> Callable[[Transaction, Mapping[UUID, UUID]], Awaitable[None]]:
    """Return what keeps titles hidden that were merged into others, for the consumer of the topic, that of reviews."""

    async def merged(transaction: Transaction, successors: Mapping[UUID, UUID]) -> None:
        await work_in(transaction).sharing.hide_successors(successors)

    return merged


def _list(event: ListPublishedV1) -> ListUpdate:
    return ListUpdate(event.list_id, event.user_id, event.version, event.is_public, event.changed_at)


def _entry(event: LibraryEntryChangedV1) -> EntryUpdate:
    entry = Entry() if event.removed else Entry(event.state, event.rating)
    return EntryUpdate(
        user_id=event.user_id,
        media_id=event.media_id,
        media_kind=event.kind,
        version=event.version,
        entry=entry,
        changed_at=event.changed_at,
        rated_at=event.rated_at,
        imported=event.imported,
    )


def _play(delivery: Delivery[PlayRecordedV1]) -> Play | UUID:
    """Return a play; its id if it is none, or none of which the day is known."""
    event = delivery.event
    if event.retracted or not event.completed or event.precision not in ("instant", "day"):
        return event.play_id
    return Play(
        play_id=event.play_id,
        user_id=event.user_id,
        media_id=event.media_id,
        media_kind=event.kind,
        season=event.season,
        episode=event.episode,
        watched_at=event.watched_at,
        recorded_at=_recorded_at(delivery),
    )


def _recorded_at(delivery: Delivery[PlayRecordedV1]) -> datetime:
    """Return when the event was published: it may report what was watched long before."""
    try:
        stated = datetime.fromisoformat(delivery.record.headers["ce_time"])
    except (KeyError, ValueError):
        return delivery.event.watched_at
    return stated if stated.tzinfo is not None else delivery.event.watched_at


def _title(event: MediaPublished) -> TitleUpdate:
    return TitleUpdate(event.media_id, event.version, event.title, event.slug, event.listed, event.successor_id)
