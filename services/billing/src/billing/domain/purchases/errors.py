"""Errors of single purchases.

BillingError
├── TitleNotSold
└── AlreadyPurchased
"""

from billing.domain.errors import BillingError


class TitleNotSold(BillingError):
    """A title is not sold in this way for this currency."""

    def __init__(self, kind: str, currency: str) -> None:
        super().__init__(f"The title is not sold as a {kind} in {currency}")


class AlreadyPurchased(BillingError):
    """A user has bought a title, or rents it now."""

    def __init__(self) -> None:
        super().__init__("You have this title already")
