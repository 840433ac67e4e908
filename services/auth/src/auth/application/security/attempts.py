"""Counting of attempts, before their result is known."""

from datetime import datetime

from auth.application.unit_of_work import UnitOfWork


async def count_attempt(work: UnitOfWork, key: bytes, now: datetime) -> None:
    """Count an attempt; raise TooManyAttempts until the wait has passed. The key is locked until the commit."""
    attempts = await work.attempts.lock(key, now)
    await work.attempts.save(key, attempts.next(now))
