"""Commands: the input of the use cases about lists."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from library.domain.lists.errors import ListChanged
from library.domain.lists.rules.document import SmartRules
from library.domain.lists.user_list import UserList, Visibility


@dataclass(frozen=True, slots=True)
class ExpectedVersions:
    """The condition that a list has one of `versions`, unless they are null."""

    versions: frozenset[int] | None = None

    def check(self, user_list: UserList) -> None:
        """Raise ListChanged when the list does not meet the condition."""
        if self.versions is not None and user_list.version not in self.versions:
            raise ListChanged("the list has changed since: read it again")


@dataclass(frozen=True, slots=True)
class NewList:
    """A list to create; with rules it is smart."""

    name: str
    description: str | None = None
    cover_url: str | None = None
    visibility: Visibility = "private"
    rules: SmartRules | None = None


@dataclass(frozen=True, slots=True)
class WriteList:
    """Write a list as a user, under a precondition."""

    user_id: UUID
    list_id: UUID
    expected: ExpectedVersions | None = None

    def check(self, user_list: UserList) -> None:
        """Raise ListChanged when the list does not meet the precondition."""
        if self.expected is not None:
            self.expected.check(user_list)


@dataclass(frozen=True, slots=True)
class NewItem:
    """A title to add to a list."""

    media_id: UUID
    note: str | None = None
    added_at: datetime | None = None
    """When it was added elsewhere; null for now."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: one of its ends, or next to an item."""

    side: Literal["start", "end", "before", "after"] = "end"
    media_id: UUID | None = None
    """The item next to which the place is; null at an end."""


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item with its rank."""

    media_id: UUID
    rank: int
    note: str | None
    added_by: UUID | None
    added_at: datetime
