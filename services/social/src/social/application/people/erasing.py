"""Erasing users whose accounts were deleted."""

from collections.abc import Collection
from uuid import UUID

from social.application.unit_of_work import UnitOfWork


async def erase_users(work: UnitOfWork, user_ids: Collection[UUID]) -> None:
    """Delete what is stored of users in the caller's transaction; a repetition has no effect."""
    erased = set(user_ids)
    await work.people.erase(erased)
    await work.relations.erase(erased)
