"""What the use cases of the ledger need from storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from billing.domain.ledger.entries import Balances, LedgerTransaction, Occurrence
from billing.domain.payments.facts import ObjectRef


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """An account: what the ledger holds, and what invoices, payments and refunds amount to."""

    account: str
    currency: str
    posted: int
    expected: int


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted about one occurrence of an object: how many transactions, and what they amount to."""

    transactions: int
    balances: Balances


class Ledger(Protocol):
    """The ledger within one transaction. Nothing in it is ever changed."""

    async def posted(self, ref: ObjectRef) -> Mapping[Occurrence, Posted]:
        """Return what was posted about an object, by occurrence."""
        ...

    async def add(self, transactions: Sequence[LedgerTransaction]) -> None:
        """Post transactions."""
        ...

    async def accounts(self) -> tuple[AccountBalance, ...]:
        """Return every account with what is posted and what is expected, both of one instant."""
        ...

    async def unbalanced(self) -> int:
        """Return how many transactions do not sum to zero in each currency."""
        ...
