"""Ports of sessions of watching and listening together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from social.domain.together.session import Session


@dataclass(frozen=True, slots=True)
class Membership:
    """A user in a session."""

    session_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a session differs when something of it has changed."""

    revision: int
    present: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class TitleName:
    """A title that the catalog lists."""

    title: str | None
    slug: str


class Sessions(Protocol):
    """Reads and writes sessions."""

    async def hold(self, session_id: UUID) -> Session | None:
        """Return a session, which no other transaction changes until this one ends."""
        ...

    async def of_ids(self, session_ids: Collection[UUID]) -> Mapping[UUID, Session]:
        """Return sessions by their ids, without who was kicked."""
        ...

    async def add(self, session: Session) -> None:
        """Store a new session."""
        ...

    async def save(self, before: Session, after: Session) -> None:
        """Store what has changed of a session that is held."""
        ...

    async def has_code(self, code: str) -> bool:
        """Return whether a session that goes on has a code."""
        ...

    async def by_code(self, code: str, now: datetime) -> tuple[UUID, UUID] | None:
        """Return the ids of the session that can be joined by a code, and of its host."""
        ...

    async def attempt(self, user_id: UUID, now: datetime) -> tuple[int, datetime]:
        """Count a code that a user tries; return how many, and since when."""
        ...

    async def succeed(self, user_id: UUID) -> None:
        """Forget the codes that a user has tried."""
        ...

    async def of_user(self, user_id: UUID, limit: int) -> Sequence[UUID]:
        """Return the ids of the sessions of a user that go on, the latest joined first."""
        ...

    async def shared(self, one: UUID, other: UUID) -> Sequence[UUID]:
        """Return the ids of sessions that go on with both users, in order."""
        ...

    async def see(self, members: Collection[Membership], now: datetime, before: datetime) -> None:
        """State that members are present who were last seen before an instant."""
        ...

    async def standings(self, session_ids: Collection[UUID], present_since: datetime) -> Mapping[UUID, Standing]:
        """Return what differs when sessions have changed, by their ids."""
        ...

    async def blocked_among(self, user_ids: Collection[UUID]) -> Collection[tuple[UUID, UUID]]:
        """Return the pairs among users of whom one has blocked the other, in both orders."""
        ...

    async def titles(self, media_ids: Collection[UUID]) -> Mapping[UUID, TitleName]:
        """Return titles that the catalog lists, by their ids."""
        ...

    async def left_alone(
        self, *, away_since: datetime, present_since: datetime, empty_since: datetime, limit: int
    ) -> Sequence[UUID]:
        """Return sessions whose host is away while others are present, and those that are empty for long."""
        ...

    async def of_users(self, user_ids: Collection[UUID]) -> Sequence[UUID]:
        """Return the ids of every session of which users are or were members, or to which they have added, in order."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what is stored of users beside their sessions."""
        ...
