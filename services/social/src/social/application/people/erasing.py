"""Erasing users whose accounts were deleted."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from social.application.together import attending
from social.application.unit_of_work import UnitOfWork


async def erase_users(work: UnitOfWork, user_ids: Collection[UUID], now: datetime) -> None:
    """Delete what is stored of users in the caller's transaction; a repetition has no effect."""
    erased = set(user_ids)
    await work.people.erase(erased)
    await work.relations.erase(erased)
    for user_id in sorted(erased):
        await work.review_erasure.erase(user_id, now)
    await work.sharing.erase(erased)
    await work.activities.erase(erased)
    await work.live.erase(erased)
    await attending.forget(work, erased, now)
