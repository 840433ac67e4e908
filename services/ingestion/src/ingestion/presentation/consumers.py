"""Consumed events: library entries show which titles users follow, publications the slug of each title.

Nothing is stored of users whose accounts were deleted.
"""

from collections.abc import Callable, Sequence

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserDeletedV1
from contracts.catalog import MediaPublishedV1
from contracts.library import LibraryEntryChangedV1, TitleRequestedV1
from ingestion.application.erasure import ErasureWork, erase_users
from ingestion.application.imports.requested import RequestTitles, TitleRequest
from ingestion.application.ports.unit_of_work import UnitOfWork
from ingestion.application.projections import Interest, InterestProjection, Publication, SlugProjection
from ingestion.domain.titles.facts import TitleKey

FOLLOWED_STATES = ("planned", "watching", "completed")


def routes(
    interests: InterestProjection,
    slugs: SlugProjection,
    request_titles: RequestTitles,
    work_in: Callable[[Transaction], UnitOfWork],
    erasure_in: Callable[[Transaction], ErasureWork],
) -> list[AnyRoute]:
    """Return the route of each consumed topic."""

    async def entries(transaction: Transaction, deliveries: Sequence[Delivery[LibraryEntryChangedV1]]) -> None:
        erased = await erasure_in(transaction).erased({delivery.event.user_id for delivery in deliveries})
        events = [delivery.event for delivery in deliveries if delivery.event.user_id not in erased]
        await interests(work_in(transaction), [interest_of(event) for event in events])

    async def publications(transaction: Transaction, deliveries: Sequence[Delivery[MediaPublishedV1]]) -> None:
        await slugs(work_in(transaction), [publication_of(delivery.event) for delivery in deliveries])

    async def deletions(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await erase_users(erasure_in(transaction), [delivery.event.user_id for delivery in deliveries])

    async def requests(transaction: Transaction, deliveries: Sequence[Delivery[TitleRequestedV1]]) -> None:
        await request_titles(work_in(transaction), [request_of(delivery.event) for delivery in deliveries])

    return [
        Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChangedV1, entries),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublishedV1, publications),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deletions),
        Route(TitleRequestedV1.topic, TitleRequestedV1.type, TitleRequestedV1, requests),
    ]


def publication_of(event: MediaPublishedV1) -> Publication:
    """Return the slug that an event publishes."""
    return Publication(TitleKey(event.kind, event.tmdb_id), event.slug, event.version)


def request_of(event: TitleRequestedV1) -> TitleRequest:
    """Return the title that an event requests."""
    return TitleRequest(event.kind, event.tmdb_id, event.imdb_id, event.tvdb_id, event.title, event.year)


def interest_of(event: LibraryEntryChangedV1) -> Interest:
    """Return whether a user follows a title after a change of the library entry; dropped and removed ones are not."""
    return Interest(
        user_id=event.user_id,
        title=TitleKey(event.kind, event.tmdb_id),
        version=event.version,
        follows=not event.removed and event.state in FOLLOWED_STATES,
    )
