"""The metrics of the ledger."""

from typing import Final

from prometheus_client import Gauge

from billing.application.ledger.checking import LedgerCheck

DIFFERENT: Final = Gauge(
    "billing_ledger_different_accounts", "Accounts of the ledger that differ from the stored invoices and payments"
)
UNBALANCED: Final = Gauge(
    "billing_ledger_unbalanced_transactions", "Transactions of the ledger that do not sum to zero in each currency"
)


class LedgerMetrics:
    """Shows the result of checks."""

    def checked(self, check: LedgerCheck) -> None:
        """Set the number of faults."""
        DIFFERENT.set(len(check.differences))
        UNBALANCED.set(check.unbalanced)
