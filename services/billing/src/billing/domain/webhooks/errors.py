"""Errors of the messages of providers.

BillingError
├── InvalidSignature
├── ExpiredSignature
├── InvalidNotice
└── WebhookNotFound
"""

from uuid import UUID

from billing.domain.errors import BillingError


class InvalidSignature(BillingError):
    """A message that its provider has not signed."""

    def __init__(self) -> None:
        super().__init__("The signature of the message is missing or wrong")


class ExpiredSignature(BillingError):
    """A message that was signed too long ago."""

    def __init__(self) -> None:
        super().__init__("The message was signed more than 5 minutes ago, or in the future")


class InvalidNotice(BillingError):
    """A signed message that cannot be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The message cannot be read: {reason}")


class WebhookNotFound(BillingError):
    """No message of a provider has this id."""

    def __init__(self, webhook_id: UUID) -> None:
        super().__init__(f"No webhook has the id {webhook_id}")
