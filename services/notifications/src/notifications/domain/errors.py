"""Errors of notifications.

NotificationsError
├── AccountErased
├── NotificationNotFound
├── PreferencesChanged
├── KindNotFound
├── TooManyStreams
└── UnsubscribeTokenInvalid
"""


class NotificationsError(Exception):
    """Base of every error of this service."""


class AccountErased(NotificationsError):
    """The account was deleted; nothing of it is stored any more."""


class NotificationNotFound(NotificationsError):
    """The user has no such notification."""


class PreferencesChanged(NotificationsError):
    """The preferences have another version than the client has read."""

    def __init__(self) -> None:
        super().__init__("the preferences have changed since they were read: read them again")


class KindNotFound(NotificationsError):
    """No messages are of this kind."""


class TooManyStreams(NotificationsError):
    """The user, or all users together, have as many event streams open as one process serves."""

    retry_after = 5

    def __init__(self, rule: str, limit: int) -> None:
        super().__init__(f"at most {limit} event streams {rule}; close one, or try again in {self.retry_after} s")
        self.details = {"limit": limit, "rule": rule, "retryAfter": self.retry_after}


class UnsubscribeTokenInvalid(NotificationsError):
    """The token of a link was not issued by this installation, or names what cannot be turned off."""

    def __init__(self) -> None:
        super().__init__("the link is incomplete or not valid: change what you receive in your settings")
