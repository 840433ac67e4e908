"""Errors of what is shared.

FederationError
├── ShareNotFound
├── NotShareable
├── SharedItemNotFound
├── DeletionNotFound
├── ContentUnavailable
└── TooManyShares
"""

from uuid import UUID

from federation.domain.errors import FederationError


class ShareNotFound(FederationError):
    """Nothing is shared under this id, or it belongs to another user."""

    def __init__(self, share_id: UUID) -> None:
        super().__init__(f"no share {share_id} exists")


class NotShareable(FederationError):
    """The item does not exist, or the user may not share it."""

    def __init__(self) -> None:
        super().__init__("there is no such item that the user may share; a list must be public or unlisted")


class SharedItemNotFound(FederationError):
    """The item does not exist at the server that was queried, or is not shared."""

    def __init__(self, item_id: UUID) -> None:
        super().__init__(f"nothing is shared with id {item_id}")


class DeletionNotFound(FederationError):
    """No such deletion exists."""

    def __init__(self, deletion_id: UUID) -> None:
        super().__init__(f"no deletion {deletion_id} exists")


class ContentUnavailable(FederationError):
    """The service that has the content does not respond."""

    def __init__(self) -> None:
        super().__init__("the content cannot be read now")
        self.headers = {"Retry-After": "5"}


class TooManyShares(FederationError):
    """A user shares as much as one user may."""

    def __init__(self, most: int) -> None:
        super().__init__(f"a user can share at most {most} items")
