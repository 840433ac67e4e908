"""Ports of the use cases about lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from library.application.lists.commands import Place, StoredItem
from library.application.lists.read_models import (
    Completion,
    ItemPage,
    ItemRequest,
    Link,
    ListView,
    Member,
    OwnListsRequest,
    PublicSort,
)
from library.domain.lists.lines import Reference
from library.domain.lists.rules.document import SmartRules
from library.domain.lists.user_list import LinkKind, Role, UserList, Visibility

Reaction = Literal["like", "share"]


class Lists(Protocol):
    """Lists within one transaction. `find` locks a list until the transaction ends, and so serializes its writes."""

    async def find(self, list_id: UUID, user_id: UUID) -> ListView | None:
        """Lock a list, and return it with the role of the user; null when there is none."""
        ...

    async def count_of(self, user_id: UUID) -> int:
        """Return how many lists a user owns."""
        ...

    async def save(self, user_list: UserList) -> None:
        """Store a list; counts of likes and shares stay."""
        ...

    async def delete(self, list_id: UUID) -> None:
        """Delete a list with everything that belongs to it."""
        ...

    async def announce(self, user_list: UserList) -> None:
        """Publish whether a list is public."""
        ...

    async def withdraw(self, user_list: UserList) -> None:
        """Publish that a list, which is deleted, is not public any more."""
        ...

    async def withdraw_all(self, user_id: UUID, now: datetime) -> None:
        """Publish that no list of a user is public any more."""
        ...

    async def save_reaction(self, list_id: UUID, user_id: UUID, reaction: Reaction, now: datetime) -> UserList:
        """Store a reaction once, count it, and return the list."""
        ...

    async def delete_reaction(self, list_id: UUID, user_id: UUID, reaction: Reaction) -> UserList:
        """Delete a reaction, and return the list; without the reaction nothing changes."""
        ...

    async def forget(self, user_id: UUID) -> None:
        """Remove a user from the lists of others: who added their items, and the counts of their reactions.

        Rows of the user are deleted with their other data.
        """
        ...


class ListItems(Protocol):
    """Items within one transaction; the list must be locked."""

    async def unknown(self, media_ids: Sequence[UUID]) -> list[UUID]:
        """Return the ids that no imported title has."""
        ...

    async def contained(self, list_id: UUID, media_ids: Sequence[UUID]) -> set[UUID]:
        """Return the ids that the list contains."""
        ...

    async def around(self, list_id: UUID, place: Place, without: UUID | None = None) -> tuple[int | None, int | None]:
        """Return the ranks of the items before and behind a place; an end has null. The item `without` does not count.

        Raise ListItemNotFound when the place is next to an item that the list does not contain.
        """
        ...

    async def add(self, list_id: UUID, items: Sequence[StoredItem]) -> None:
        """Store new items."""
        ...

    async def copy(self, source: UUID, target: UUID, user_id: UUID, now: datetime) -> None:
        """Add the items of a list to an empty one, in the same order."""
        ...

    async def remove(self, list_id: UUID, media_ids: Sequence[UUID]) -> int:
        """Remove items, and return how many there were."""
        ...

    async def annotate(self, list_id: UUID, media_id: UUID, note: str | None) -> bool:
        """Store the note of an item, and return whether the list contains it."""
        ...

    async def move(self, list_id: UUID, media_id: UUID, rank: int) -> None:
        """Store the rank of an item."""
        ...

    async def order(self, list_id: UUID, first: Sequence[UUID] = ()) -> None:
        """Distribute the ranks again: `first` begins the list, the other items follow in their order."""
        ...

    async def match(self, references: Sequence[Reference]) -> Mapping[int, Sequence[UUID]]:
        """Return the imported titles that each line may mean: by its id, otherwise by its name and year."""
        ...


class ListMembers(Protocol):
    """Members and links within one transaction; the list must be locked."""

    async def role(self, list_id: UUID, user_id: UUID) -> Role | None:
        """Return the role of a member, or null for another user."""
        ...

    async def count(self, list_id: UUID) -> int:
        """Return the number of members."""
        ...

    async def save(self, list_id: UUID, user_id: UUID, role: Role, now: datetime) -> Member:
        """Store a member or another role, and return the member."""
        ...

    async def delete(self, list_id: UUID, user_id: UUID) -> bool:
        """Delete a member, and return whether there was one."""
        ...

    async def save_link(self, list_id: UUID, link: Link, token_hash: bytes) -> None:
        """Store a link, which replaces the one of this kind."""
        ...

    async def delete_link(self, list_id: UUID, kind: LinkKind) -> None:
        """Delete the link of a kind, if there is one."""
        ...

    async def link(self, token_hash: bytes) -> tuple[UUID, LinkKind] | None:
        """Return the list and the kind of the link with a token, or null."""
        ...


class ListReader(Protocol):
    """Reads lists. Whether a user may see a list is decided by the caller."""

    async def find(self, list_id: UUID, viewer: UUID | None) -> ListView | None:
        """Return a list as a user sees it, or null."""
        ...

    async def by_link(self, token_hash: bytes) -> UserList | None:
        """Return the list of a public link, or null."""
        ...

    async def of_user(self, request: OwnListsRequest) -> Part[ListView]:
        """Return a part of the lists that a user owns or is a member of, last changed first."""
        ...

    async def public(self, sort: PublicSort, viewer: UUID | None, part: Slice) -> Part[ListView]:
        """Return a part of the public lists."""
        ...

    async def all(self, visibility: Visibility | None, part: Slice) -> Part[ListView]:
        """Return a part of the lists of all users, newest first."""
        ...

    async def items(self, user_list: UserList, request: ItemRequest, now: datetime) -> ItemPage:
        """Return a page of the items of a list."""
        ...

    async def selected(self, rules: SmartRules, owner: UUID, request: ItemRequest, now: datetime) -> ItemPage:
        """Return a page of the titles that rules select for a user."""
        ...

    async def completion(self, user_list: UserList, viewer: UUID, now: datetime) -> Completion:
        """Return how much of a list a user has completed."""
        ...

    async def members(self, list_id: UUID) -> list[Member]:
        """Return the members of a list, in the order in which they joined."""
        ...

    async def links(self, list_id: UUID) -> list[Link]:
        """Return the links of a list."""
        ...
