"""Errors of reconciliation.

BillingError
└── ReconciliationNotFound
"""

from uuid import UUID

from billing.domain.errors import BillingError


class ReconciliationNotFound(BillingError):
    """No reconciliation has this id."""

    def __init__(self, reconciliation_id: UUID) -> None:
        super().__init__(f"No reconciliation has the id {reconciliation_id}")
