"""What users stored in the catalog ends with their accounts."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol
from uuid import UUID


class ErasureWork(Protocol):
    """One transaction that erases users, or reads which users are erased."""

    async def remember(self, user_ids: Sequence[UUID]) -> None:
        """Remember users as erased, and wait for the transactions that store something of theirs."""
        ...

    async def delete(self, user_ids: Sequence[UUID]) -> None:
        """Delete the entries, calendar feeds and services of users."""
        ...

    async def rename_editors(self, user_ids: Sequence[UUID]) -> None:
        """Remove users from the decisions of editors, which stay."""
        ...

    async def erased(self, user_ids: Collection[UUID]) -> set[UUID]:
        """Return those users that are erased."""
        ...


async def erase_users(work: ErasureWork, user_ids: Iterable[UUID]) -> None:
    """Delete what is stored of users, and what would be stored of later events. The caller owns the transaction."""
    # In one order, so that two transactions do not wait for each other.
    ordered = sorted(set(user_ids))
    await work.remember(ordered)
    await work.delete(ordered)
    await work.rename_editors(ordered)
