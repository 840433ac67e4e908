"""A list of titles, who may do what with it, and the changes of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from library.domain.entries.change import OMITTED, Omitted
from library.domain.lists.errors import (
    ListItemLimitReached,
    ListKindMismatch,
    ListLimitReached,
    ListMemberLimitReached,
    ListNotFound,
    ListRoleRequired,
)
from library.domain.lists.limits import ITEMS_PER_LIST, LISTS_PER_USER, MEMBERS_PER_LIST
from library.domain.lists.rules.document import SmartRules

Visibility = Literal["private", "unlisted", "public"]
"""`private`: the owner and members. `unlisted`: also everyone who knows the id. `public`: also shown to everyone."""

Role = Literal["viewer", "editor", "owner"]
LinkKind = Literal["public", "viewer", "editor"]
"""What the token of a link permits: to read the list without an account, or to become a member with this role."""

_RANK: Final[dict[Role, int]] = {"viewer": 0, "editor": 1, "owner": 2}


@dataclass(frozen=True, slots=True)
class ListChange:
    """A change of a list: an omitted field stays, null clears it."""

    name: str | Omitted = OMITTED
    description: str | Omitted | None = OMITTED
    cover_url: str | Omitted | None = OMITTED
    visibility: Visibility | Omitted = OMITTED
    rules: SmartRules | Omitted = OMITTED


@dataclass(frozen=True, slots=True)
class UserList:
    """A list. With rules it is smart: the rules decide what it contains, and `items` is not counted.

    A list that follows an external one has the content of that.

    `version` grows with every change of the list and of its items; likes and shares change no version.
    """

    list_id: UUID
    owner_id: UUID
    name: str
    visibility: Visibility
    created_at: datetime
    updated_at: datetime
    version: int
    description: str | None = None
    cover_url: str | None = None
    rules: SmartRules | None = None
    follows: UUID | None = None
    """The external list whose content it has."""
    items: int = 0
    likes: int = 0
    shares: int = 0

    def changed(self, change: ListChange, now: datetime) -> "UserList":
        """Return the list after a change, or itself when the change has no effect.

        Raise ListKindMismatch for rules of a list that has none.
        """
        if change.rules is not OMITTED and self.rules is None:
            raise ListKindMismatch("rules: this list is filled by hand and has no rules")
        after = replace(
            self,
            name=self.name if change.name is OMITTED else change.name,
            description=self.description if change.description is OMITTED else change.description,
            cover_url=self.cover_url if change.cover_url is OMITTED else change.cover_url,
            visibility=self.visibility if change.visibility is OMITTED else change.visibility,
            rules=self.rules if change.rules is OMITTED else change.rules,
        )
        return self if after == self else after.touched(now)

    def touched(self, now: datetime) -> "UserList":
        """Return the list with the next version."""
        version = max(self.version + 1, int(now.timestamp() * 1_000_000))
        return replace(self, version=version, updated_at=now)

    def with_items(self, difference: int, now: datetime) -> "UserList":
        """Return the list with more or fewer items; raise ListItemLimitReached."""
        items = self.items + difference
        if difference > 0 and items > ITEMS_PER_LIST:
            raise ListItemLimitReached(
                f"items: a list has at most {ITEMS_PER_LIST:,} items, this one has {self.items:,}"
            )
        return replace(self.touched(now), items=items)

    def owned_by(self, user_id: UUID, now: datetime) -> "UserList":
        """Return the list with another owner."""
        return replace(self.touched(now), owner_id=user_id)

    def check_manual(self) -> None:
        """Raise ListKindMismatch when rules decide what the list contains."""
        if self.rules is not None:
            raise ListKindMismatch("items: the rules of this smart list decide what it contains")
        if self.follows is not None:
            raise ListKindMismatch("items: this list follows an external list, which decides what it contains")


def check_readable(user_list: UserList, role: Role | None) -> None:
    """Raise ListNotFound when a user with this role, or without one, may not see the list."""
    if role is None and user_list.visibility == "private":
        raise ListNotFound(f"no list has the id {user_list.list_id}")


def check_role(user_list: UserList, role: Role | None, needed: Role) -> None:
    """Raise ListNotFound when the user may not see the list, ListRoleRequired when the role does not suffice."""
    check_readable(user_list, role)
    if role is None or _RANK[role] < _RANK[needed]:
        raise ListRoleRequired(f"the role {needed} of this list is required")


def check_number_of_lists(lists: int) -> None:
    """Raise ListLimitReached when a user who has this many lists may have no more."""
    if lists >= LISTS_PER_USER:
        raise ListLimitReached(f"a user has at most {LISTS_PER_USER} lists")


def check_number_of_members(members: int) -> None:
    """Raise ListMemberLimitReached when a list with this many members may have no more."""
    if members >= MEMBERS_PER_LIST:
        raise ListMemberLimitReached(f"a list has at most {MEMBERS_PER_LIST} members")


def is_stronger(role: Role, other: Role) -> bool:
    """Return whether a role permits more than another."""
    return _RANK[role] > _RANK[other]
