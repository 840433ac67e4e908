"""Checking the ledger while the service runs: it balances, and equals what is stored of invoices and payments."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from billing.application.ledger.ports import AccountBalance
from billing.application.unit_of_work import Readers
from chassis.core.clock import Clock

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 900.0


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """The state of the ledger at an instant."""

    checked_at: datetime
    accounts: tuple[AccountBalance, ...]
    unbalanced: int
    """Transactions that do not sum to zero."""

    @property
    def differences(self) -> tuple[AccountBalance, ...]:
        """Return the accounts that differ from what is stored."""
        return tuple(account for account in self.accounts if account.posted != account.expected)

    @property
    def is_sound(self) -> bool:
        """Return whether everything balances."""
        return not self.unbalanced and not self.differences


class Measures(Protocol):
    """Where the result of a check is shown."""

    def checked(self, check: LedgerCheck) -> None:
        """Show a result."""
        ...


class CheckLedger:
    """Checks the ledger on request and periodically."""

    def __init__(self, readers: Readers, clock: Clock, measures: Measures) -> None:
        self._readers = readers
        self._clock = clock
        self._measures = measures

    async def __call__(self) -> LedgerCheck:
        """Return the state of the ledger, and show it in metrics and logs."""
        async with self._readers.read() as work:
            accounts = await work.ledger.accounts()
            unbalanced = await work.ledger.unbalanced()
        check = LedgerCheck(self._clock.now(), accounts, unbalanced)
        self._measures.checked(check)
        if not check.is_sound:
            names = sorted({f"{account.account} {account.currency}" for account in check.differences})
            logger.error("ledger differs", extra={"accounts": names, "unbalanced": unbalanced})
        return check
