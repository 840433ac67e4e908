"""Erasing users whose accounts were deleted."""

from collections.abc import Collection
from uuid import UUID

from music.application.unit_of_work import UnitOfWork


async def erase_users(work: UnitOfWork, user_ids: Collection[UUID]) -> None:
    """Delete what is stored of users in the caller's transaction; a repetition has no effect."""
    erased = set(user_ids)
    await work.users.erase(erased)
    await work.folders.erase(erased)
    await work.playlists.erase(erased)
    await work.marks.erase(erased)
    await work.plays.erase(erased)
    await work.mixes.erase(erased)
    await work.app_passwords.erase(erased)
    await work.radio.erase(erased)
