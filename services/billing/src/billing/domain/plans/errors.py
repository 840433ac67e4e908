"""Errors of plans and prices.

BillingError
├── PlanNotFound
└── PriceNotFound
"""

from uuid import UUID

from billing.domain.errors import BillingError


class PlanNotFound(BillingError):
    """No plan has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"No plan is named {code}")


class PriceNotFound(BillingError):
    """No price has this id."""

    def __init__(self, price_id: UUID) -> None:
        super().__init__(f"No price has the id {price_id}")
