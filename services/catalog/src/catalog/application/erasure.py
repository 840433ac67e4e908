"""What users stored in the catalog ends with their accounts."""

from collections.abc import Iterable
from uuid import UUID

from catalog.application.discovery.services import ServicesWork
from catalog.application.schedule.feeds import FeedWork


async def erase_users(feeds: FeedWork, services: ServicesWork, user_ids: Iterable[UUID]) -> None:
    """Delete the calendar feeds and the services of users. The caller owns the transaction of both."""
    # In one order, so that two transactions do not wait for each other.
    ordered = sorted(set(user_ids))
    await feeds.delete(ordered)
    await services.delete_services(ordered)
