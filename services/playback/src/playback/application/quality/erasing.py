"""Erasing what is measured of users."""

from collections.abc import Collection
from uuid import UUID

from playback.application.unit_of_work import UnitOfWork


async def erase_measurements(work: UnitOfWork, user_ids: Collection[UUID]) -> None:
    """Delete the measured sessions of deleted users and what they watched; counts of days name no user and stay."""
    users = sorted(set(user_ids))
    await work.audiences.erase(users)
    await work.quality.erase(users)
