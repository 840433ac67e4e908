"""Errors of targets.

NotificationsError
├── ChannelUnavailable
├── CodeNotRequested
├── InvalidAddress
├── InvalidCode
├── TargetLimitReached
├── TargetNotFound
├── TargetNotConfirmed
└── TooManyCodes
"""

from chassis.core.rules.broken import BrokenRule
from notifications.domain.errors import NotificationsError


class InvalidAddress(NotificationsError):
    """The address of a target breaks a rule."""

    def __init__(self, field: str, broken: BrokenRule) -> None:
        super().__init__(f"{field} {broken}")
        self.field = field
        self.broken = broken


class TargetNotFound(NotificationsError):
    """The user has no such target."""


class TargetLimitReached(NotificationsError):
    """The user has as many targets as they may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} targets per user")


class TargetNotConfirmed(NotificationsError):
    """The number is not confirmed, so that it cannot be enabled."""


class CodeNotRequested(NotificationsError):
    """The target is confirmed, or none that needs a code."""


class InvalidCode(NotificationsError):
    """The code is wrong, expired, or was tried too often."""


class TooManyCodes(NotificationsError):
    """The user has requested as many codes as an hour allows."""

    def __init__(self, most: int, retry_after: int) -> None:
        super().__init__(f"at most {most} codes per hour")
        self.retry_after = retry_after


class ChannelUnavailable(NotificationsError):
    """This installation does not use the channel."""
