"""Errors of deliveries.

NotificationsError
├── AddressNotConfirmed
├── DeliveryNotFound
├── DeliveryNotRetryable
├── DestinationNotFound
└── TooManyTests
"""

from notifications.domain.errors import NotificationsError


class DeliveryNotFound(NotificationsError):
    """The user has no such delivery."""


class DeliveryNotRetryable(NotificationsError):
    """The delivery has not failed, or its content was deleted."""


class AddressNotConfirmed(NotificationsError):
    """The account has no confirmed e-mail address."""


class DestinationNotFound(NotificationsError):
    """The user has no such target that is enabled."""


class TooManyTests(NotificationsError):
    """The user has sent as many tests as an hour allows."""

    def __init__(self, most: int, retry_after: int) -> None:
        super().__init__(f"at most {most} tests per hour")
        self.retry_after = retry_after
