"""Entries of the ledger, and the transactions that they belong to.

A transaction moves money between accounts and sums to zero per currency. It is never changed: what turns out
otherwise is corrected by another transaction. Its id follows from what it is about, so that a repetition is the same
transaction, and posts nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid5

from billing.domain.money import Money
from billing.domain.payments.facts import ObjectRef

Occurrence = Literal["issued", "written_off", "received", "fee", "paid_out"]
Balances = Mapping[tuple[str, str], int]
"""By account and currency: the sum of entries, in minor units. Accounts with nothing are left out."""

_NAMESPACE: Final = UUID("5c1f0a0e-6a1d-5a53-8f0c-9a1c4f0b7d21")


class UnbalancedTransaction(ValueError):
    """Entries that do not sum to zero in a currency: a mistake of the program."""

    def __init__(self, balances: Balances) -> None:
        super().__init__(f"entries must sum to zero in each currency, not {dict(balances)}")


@dataclass(frozen=True, slots=True)
class Source:
    """What a transaction is about: an occurrence in the life of an object of a provider."""

    ref: ObjectRef
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class LedgerTransaction:
    """A transaction; `number` is 1 for the first one about its source, higher for corrections."""

    source: Source
    number: int
    occurred_at: datetime
    balances: Balances

    def __post_init__(self) -> None:
        """Raise UnbalancedTransaction."""
        sums: Counter[str] = Counter()
        for (_, currency), amount in self.balances.items():
            sums[currency] += amount
        if any(sums.values()):
            raise UnbalancedTransaction(self.balances)

    @property
    def id(self) -> UUID:
        """Return the id, which follows from the source and the number."""
        ref = self.source.ref
        parts = (ref.provider, ref.kind, ref.reference, self.source.occurrence, str(self.number))
        return uuid5(_NAMESPACE, "\n".join(parts))


def balances_of(entries: Iterable[tuple[str, Money]]) -> Balances:
    """Return the sum of entries per account and currency."""
    sums: Counter[tuple[str, str]] = Counter()
    for account, money in entries:
        sums[account, money.currency] += money.amount
    return without_nothing(sums)


def difference(total: Balances, posted: Balances) -> Balances:
    """Return what has to be posted beside what was posted."""
    return without_nothing({key: total.get(key, 0) - posted.get(key, 0) for key in total.keys() | posted.keys()})


def without_nothing(balances: Balances) -> Balances:
    """Return the balances that are not zero, in the order of accounts."""
    return {key: amount for key, amount in sorted(balances.items()) if amount}
