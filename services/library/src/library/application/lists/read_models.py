"""Read models: lists and their items as one user, or a client without an account, sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.core.lists.pages import Slice
from library.domain.entries.state import WatchState
from library.domain.lists.user_list import LinkKind, Role, UserList
from library.domain.titles.title import Title

Selection = Literal["all", "own", "shared"]
PublicSort = Literal["likes", "recent"]
ItemSort = Literal["position", "added", "title", "releaseDate", "score"]


@dataclass(frozen=True, slots=True)
class ListView:
    """A list, the role of the user in it, and whether they like it; both are null for a client without an account."""

    user_list: UserList
    role: Role | None = None
    liked: bool | None = None


@dataclass(frozen=True, slots=True)
class OwnListsRequest:
    """A request for the lists of a user; with `media_id` for those that contain this title."""

    user_id: UUID
    selection: Selection
    part: Slice
    media_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ItemRequest:
    """A request for a page of items; `viewer` is the user whose state of each title is read."""

    viewer: UUID | None
    limit: int
    offset: int
    sort: ItemSort = "position"
    unseen: bool = False

    @property
    def in_order(self) -> bool:
        """Whether the page is one of all items in the order of the list."""
        return self.sort == "position" and not (self.unseen and self.viewer)


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item, its title (null while it is not imported), and the state of the viewer."""

    media_id: UUID
    position: int
    """From 1, in the order of the list."""
    title: Title | None
    note: str | None = None
    added_by: UUID | None = None
    added_at: datetime | None = None
    """Null in a smart list."""
    state: WatchState | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of items, and the number of all."""

    items: list[ListItem]
    total: int


@dataclass(frozen=True, slots=True)
class Completion:
    """How many titles of a list a user has completed, and the first that is neither completed nor dropped."""

    total: int
    seen: int
    next_unseen: Title | None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a list."""

    user_id: UUID
    role: Role
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a list, without its token."""

    kind: LinkKind
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was created; its token is known only now."""

    kind: LinkKind
    created_at: datetime
    token: str
