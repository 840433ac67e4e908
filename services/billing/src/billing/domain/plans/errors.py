"""Errors of plans and prices.

BillingError
└── PlanNotFound
"""

from billing.domain.errors import BillingError


class PlanNotFound(BillingError):
    """No plan has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"No plan is named {code}")
