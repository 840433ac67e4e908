"""Errors of lists.

LibraryError
└── ListError
    ├── ListNotFound
    ├── ListRoleRequired
    ├── ListChanged
    ├── ListLimitReached
    ├── ListItemLimitReached
    ├── ListMemberLimitReached
    ├── ListKindMismatch
    ├── ListRuleInvalid
    ├── ListTitlesUnknown
    ├── ListItemNotFound
    ├── ListMemberNotFound
    ├── ListOwnerRequired
    ├── ListLinkNotFound
    └── ExternalListUnknown
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from library.domain.errors import LibraryError


class ListError(LibraryError):
    """Base of the errors of lists."""


class ListNotFound(ListError):
    """No list with this id is visible to the user."""


class ListRoleRequired(ListError):
    """The user may see the list and lacks the role for this change."""


class ListChanged(ListError):
    """The list does not have the version of the precondition."""


class ListLimitReached(ListError):
    """The user has as many lists as a user may have."""


class ListItemLimitReached(ListError):
    """The list would have more items than a list may have."""


class ListMemberLimitReached(ListError):
    """The list has as many members as a list may have."""


class ListKindMismatch(ListError):
    """Rules or an external list decide what the list contains, so its items cannot be changed; others have no rules."""


class ListRuleInvalid(ListError):
    """A rule of a smart list is invalid; `details` has its path, what it must be, and `code` and `params` of that."""

    def __init__(self, path: str, code: str, rule: str, **params: object) -> None:
        super().__init__(f"{path}: {rule}")
        self.details: dict[str, Any] = {"path": path, "rule": rule, "code": code, "params": params}


class ListTitlesUnknown(ListError):
    """Titles that were to be added have not been imported; `details` has their ids."""

    def __init__(self, media_ids: Sequence[UUID]) -> None:
        shown = ", ".join(str(media_id) for media_id in media_ids[:3])
        more = f" and {len(media_ids) - 3} more" if len(media_ids) > 3 else ""
        super().__init__(f"items: no title has the id {shown}{more}")
        self.details = {"mediaItemIds": [str(media_id) for media_id in media_ids]}


class ListItemNotFound(ListError):
    """The list does not contain this title."""


class ListMemberNotFound(ListError):
    """The user is not a member of the list, or does not exist any more."""


class ListOwnerRequired(ListError):
    """The owner cannot leave a list or be its member: transfer or delete it instead."""


class ListLinkNotFound(ListError):
    """No link has this token; it may have been revoked."""


class ExternalListUnknown(ListError):
    """The user follows no external list with this id, or it has not been read yet."""
