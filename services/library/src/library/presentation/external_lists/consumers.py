"""Consumed events about external lists."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts import identity
from contracts.ingestion import ListFollowedV1, ListSyncedV1
from library.application import Application
from library.application.external_lists.following import ExternalContent, ExternalWork, Following

TOPICS: Final = (ListSyncedV1.topic, ListFollowedV1.topic)


def list_routes(application: Application, work_in: Callable[[Transaction], ExternalWork]) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` returns the unit of work within a transaction."""
    external = application.lists.external

    async def synced(transaction: Transaction, deliveries: Sequence[Delivery[ListSyncedV1]]) -> None:
        await external.apply(work_in(transaction), [content_of(delivery.event) for delivery in deliveries])

    async def followed(transaction: Transaction, deliveries: Sequence[Delivery[ListFollowedV1]]) -> None:
        await external.apply_followings(work_in(transaction), [following_of(delivery.event) for delivery in deliveries])

    return [
        Route(ListSyncedV1.topic, ListSyncedV1.type, ListSyncedV1, synced),
        Route(ListFollowedV1.topic, ListFollowedV1.type, ListFollowedV1, followed),
    ]


def content_of(event: ListSyncedV1) -> ExternalContent:
    """Return the content that an event states; a title that occurs twice has its first place."""
    return ExternalContent(
        external_id=event.list_id,
        version=event.version,
        name=event.name,
        address=event.address,
        state=event.state,
        owner_id=event.owner_id,
        read_at=event.read_at,
        media_ids=tuple(dict.fromkeys(identity.media_id(item.kind, item.tmdb_id) for item in event.items)),
    )


def following_of(event: ListFollowedV1) -> Following:
    """Return who follows which list."""
    return Following(event.user_id, event.list_id, event.version, event.follows)
