"""Errors of subscriptions.

BillingError
├── NoSubscription
├── ChangeNotFound
├── ChangePending
├── ChangeNotPossible
└── SamePrice
"""

from uuid import UUID

from billing.domain.errors import BillingError


class NoSubscription(BillingError):
    """The user has no subscription that has not ended."""

    def __init__(self) -> None:
        super().__init__("You have no subscription")


class ChangeNotFound(BillingError):
    """The user has requested no such change."""

    def __init__(self, change_id: UUID) -> None:
        super().__init__(f"No change has the id {change_id}")


class ChangePending(BillingError):
    """Another change of the subscription is not done yet."""

    def __init__(self) -> None:
        super().__init__("Another change of your subscription is being done: try again when it has ended")


class ChangeNotPossible(BillingError):
    """The subscription is in a state in which it cannot be changed so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


class SamePrice(BillingError):
    """The subscription has this price already."""

    def __init__(self) -> None:
        super().__init__("priceId: must be another price than that of your subscription")
