"""Errors of checkouts.

BillingError
├── CheckoutNotFound
├── AlreadySubscribed
├── CurrencyNotTaken
├── PriceNotSold
└── CheckoutRefused
"""

from uuid import UUID

from billing.domain.errors import BillingError


class CheckoutNotFound(BillingError):
    """The user has no such checkout."""

    def __init__(self, checkout_id: UUID) -> None:
        super().__init__(f"No checkout has the id {checkout_id}")


class AlreadySubscribed(BillingError):
    """The user has a subscription: another plan is a change of it."""

    def __init__(self) -> None:
        super().__init__("You have a subscription: change its plan instead of paying for a second one")


class CurrencyNotTaken(BillingError):
    """The provider takes no payments in the currency of the price."""

    def __init__(self, provider: str, currency: str) -> None:
        super().__init__(f"priceId: {provider} takes no payments in {currency}")


class PriceNotSold(BillingError):
    """The price does not exist or is archived, or its plan is."""

    def __init__(self) -> None:
        super().__init__("priceId: must be the id of a price that is sold")


class CheckoutRefused(BillingError):
    """The provider refuses to open a checkout."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The provider refuses the checkout: {code}")
        self.code = code
