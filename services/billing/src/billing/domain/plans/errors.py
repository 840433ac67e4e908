"""Errors of plans and prices.

BillingError
├── PlanNotFound
├── PlanChanged
├── FreePlan
└── PriceNotFound
"""

from uuid import UUID

from billing.domain.errors import BillingError


class PlanNotFound(BillingError):
    """No plan has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"No plan is named {code}")


class PlanChanged(BillingError):
    """The plan has another version than the request expects."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The plan {code} has been changed: read it again")


class FreePlan(BillingError):
    """The free plan has no prices, and is always there."""

    def __init__(self) -> None:
        super().__init__("The free plan can be neither archived nor sold")


class PriceNotFound(BillingError):
    """No price has this id."""

    def __init__(self, price_id: UUID) -> None:
        super().__init__(f"No price has the id {price_id}")
