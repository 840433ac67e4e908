"""Events in: library entries tell who follows a title, publications under which slug it is opened."""

from collections.abc import Sequence

from chassis.messaging.consumer import Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.catalog import MediaPublishedV1
from contracts.library import LibraryEntryChangedV1
from ingestion.application.projections import Interest, InterestProjection, Publication, SlugProjection
from ingestion.domain.titles.facts import TitleKey

FOLLOWING = ("planned", "watching", "completed")


def library_route(note: InterestProjection[Transaction]) -> Route[LibraryEntryChangedV1]:
    """Give the route of `library.entry.changed`."""

    async def apply(transaction: Transaction, deliveries: Sequence[Delivery[LibraryEntryChangedV1]]) -> None:
        await note(transaction, [interest_of(delivery.event) for delivery in deliveries])

    return Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChangedV1, apply)


def published_route(note: SlugProjection[Transaction]) -> Route[MediaPublishedV1]:
    """Return the route of `media.published`."""

    async def apply(transaction: Transaction, deliveries: Sequence[Delivery[MediaPublishedV1]]) -> None:
        await note(transaction, [publication_of(delivery.event) for delivery in deliveries])

    return Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublishedV1, apply)


def publication_of(event: MediaPublishedV1) -> Publication:
    """Return the slug that an event publishes."""
    return Publication(TitleKey(event.kind, event.tmdb_id), event.slug, event.version)


def interest_of(event: LibraryEntryChangedV1) -> Interest:
    """Give what an entry says of its viewer's interest; a dropped or removed title is followed no more."""
    return Interest(
        user_id=event.user_id,
        title=TitleKey(event.kind, event.tmdb_id),
        version=event.version,
        follows=not event.removed and event.state in FOLLOWING,
    )
