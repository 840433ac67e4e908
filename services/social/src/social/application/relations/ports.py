"""Ports of relations. Other subjects decide by them what a user may see."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from social.application.relations.views import PendingRequest, Related
from social.domain.people.person import Closeness
from social.domain.relations.states import Direction, FollowState


class Relations(Protocol):
    """Reads relations. A viewer of null is one who has not signed in."""

    async def visible(self, viewer: UUID | None, authors: Collection[UUID]) -> Mapping[UUID, Closeness]:
        """Return those of the authors whose profiles a viewer may see, each with how close the viewer is.

        No one sees an author who is not known. Blocks work both ways.
        """
        ...

    async def closeness(self, viewer: UUID | None, author: UUID) -> Closeness | None:
        """Return how close a viewer is to an author, whose profile may be private; null for a block or no such user."""
        ...

    async def is_blocked(self, one: UUID, other: UUID) -> bool:
        """Return whether one of two users has blocked the other."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what is stored of users, on both sides of each relation."""
        ...


class Locks(Protocol):
    """Serializes the changes of relations."""

    async def hold(self, *user_ids: UUID) -> None:
        """Hold the locks of users until the transaction ends; those who need several never wait for each other."""
        ...


class Friendships(Protocol):
    """Reads and writes friends and requests for friendship."""

    async def are_friends(self, one: UUID, other: UUID) -> bool:
        """Return whether two users are friends."""
        ...

    async def has_request(self, sender: UUID, receiver: UUID) -> bool:
        """Return whether a request waits for the decision of the receiver."""
        ...

    async def add_request(self, sender: UUID, receiver: UUID, now: datetime) -> None:
        """Store a request."""
        ...

    async def remove_request(self, sender: UUID, receiver: UUID) -> bool:
        """Delete a request, and return whether there was one."""
        ...

    async def add(self, one: UUID, other: UUID, now: datetime) -> None:
        """Make two users friends."""
        ...

    async def remove(self, one: UUID, other: UUID) -> None:
        """End a friendship, if there is one."""
        ...

    async def count(self, user_id: UUID) -> int:
        """Return the number of a user's friends."""
        ...

    async def count_requests(self, user_id: UUID, direction: Direction) -> int:
        """Return the number of requests that a user has sent or received."""
        ...

    async def page(self, user_id: UUID, part: Slice) -> Part[Related]:
        """Return friends, the newest friendship first."""
        ...

    async def pending(self, user_id: UUID, direction: Direction | None, part: Slice) -> Part[PendingRequest]:
        """Return requests of one direction or both, the newest first."""
        ...


class Follows(Protocol):
    """Reads and writes who follows whom."""

    async def state(self, follower: UUID, followee: UUID) -> FollowState | None:
        """Return whether a user follows another, or has requested it; null for neither."""
        ...

    async def save(self, follower: UUID, followee: UUID, state: FollowState, now: datetime) -> None:
        """Store the state in place of a former one."""
        ...

    async def remove(self, follower: UUID, followee: UUID) -> None:
        """End what there is of one following the other."""
        ...

    async def count(self, user_id: UUID, direction: Direction, state: FollowState | None = None) -> int:
        """Return how many a user follows (`sent`) or is followed by (`received`), of one state or both."""
        ...

    async def page(self, user_id: UUID, direction: Direction, state: FollowState, part: Slice) -> Part[Related]:
        """Return the people whom a user follows, or who follow the user, the newest first."""
        ...


class Blocks(Protocol):
    """Reads and writes blocks."""

    async def add(self, blocker: UUID, blocked: UUID, now: datetime) -> None:
        """Store a block; a repetition keeps the first."""
        ...

    async def remove(self, blocker: UUID, blocked: UUID) -> None:
        """Delete a block, if there is one."""
        ...

    async def count(self, blocker: UUID) -> int:
        """Return how many a user has blocked."""
        ...

    async def page(self, blocker: UUID, part: Slice) -> Part[Related]:
        """Return the people whom a user has blocked, the newest first: without a name who blocks the user, too."""
        ...
