"""What is stored of a user ends with the account: interests, import shares and the requests of jobs."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol
from uuid import UUID


class ErasureWork(Protocol):
    """One transaction that erases users, or reads which users are erased."""

    async def erase(self, user_ids: Sequence[UUID]) -> None:
        """Delete what is stored of users and remember them; jobs that they requested stay, without them."""
        ...

    async def erased(self, user_ids: Collection[UUID]) -> set[UUID]:
        """Return those users that are erased."""
        ...


async def erase_users(work: ErasureWork, user_ids: Iterable[UUID]) -> None:
    """Erase users; a repetition has no effect. The caller owns the transaction."""
    await work.erase(sorted(set(user_ids)))
