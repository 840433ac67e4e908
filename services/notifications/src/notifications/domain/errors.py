"""Errors of notifications.

NotificationsError
├── AccountErased
└── NotificationNotFound
"""


class NotificationsError(Exception):
    """Base of every error of this service."""


class AccountErased(NotificationsError):
    """The account was deleted; nothing of it is stored any more."""


class NotificationNotFound(NotificationsError):
    """The user has no such notification."""
