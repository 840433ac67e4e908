"""External lists: what ingestion has read of them, who follows them, and lists of users that follow them.

A list that follows an external one has its content, whenever it is read. When its owner unfollows the external list, it
keeps the content and becomes a list that is filled by hand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import AccountErased
from library.domain.lists.errors import ExternalListUnknown
from library.domain.lists.limits import NAME_CHARACTERS
from library.domain.lists.user_list import UserList, check_number_of_lists


@dataclass(frozen=True, slots=True)
class ExternalContent:
    """The whole content of an external list, in its order; `owner_id` is the only user who may see it, if any."""

    external_id: UUID
    version: int
    name: str
    address: str | None
    state: str
    owner_id: UUID | None
    read_at: datetime | None
    media_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Following:
    """Whether a user follows an external list, as of a version."""

    user_id: UUID
    external_id: UUID
    version: int
    follows: bool


class ExternalLists(Protocol):
    """External lists in one transaction."""

    async def save(self, content: ExternalContent, now: datetime) -> None:
        """Store a content unless a newer one is stored, and count again the lists that follow it."""
        ...

    async def save_following(self, following: Following) -> bool:
        """Store who follows a list unless a newer version is stored; return whether it was stored."""
        ...

    async def followed(self, user_id: UUID, external_id: UUID) -> ExternalContent | None:
        """Return a list that a user follows, without its items' order of interest; null when they do not."""
        ...

    async def list_of(self, user_id: UUID, external_id: UUID) -> UserList | None:
        """Return the list of a user that follows an external one; null without one."""
        ...

    async def detach(self, user_id: UUID, external_id: UUID, now: datetime) -> None:
        """Store the content of an external list in the lists of a user that follow it; they follow it no longer."""
        ...


class ExternalWork(UnitOfWork, Protocol):
    """A unit of work with external lists."""

    @property
    def external_lists(self) -> ExternalLists:
        """External lists."""
        ...


class FollowExternalLists:
    """Keeps what ingestion publishes of external lists, and creates lists that follow them."""

    def __init__(self, units: UnitOfWorkFactory[ExternalWork], clock: Clock, new_id: Callable[[], UUID]) -> None:
        self._units = units
        self._clock = clock
        self._new_id = new_id

    async def create(self, user_id: UUID, external_id: UUID, name: str | None) -> UserList:
        """Return the list that follows an external one, after its creation if there is none.

        Raise AccountErased, ExternalListUnknown and ListLimitReached.
        """
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            content = await work.external_lists.followed(user_id, external_id)
            if content is None:
                raise ExternalListUnknown(f"externalListId: you follow no external list with the id {external_id}")
            existing = await work.external_lists.list_of(user_id, external_id)
            if existing is not None:
                return existing
            check_number_of_lists(await work.lists.count_of(user_id))
            now = self._clock.now()
            created = UserList(
                list_id=self._new_id(),
                owner_id=user_id,
                name=name or content.name[:NAME_CHARACTERS] or "List",
                visibility="private",
                created_at=now,
                updated_at=now,
                version=0,
                items=len(content.media_ids),
                follows=external_id,
            ).touched(now)
            await work.lists.save(created)
            return created

    async def apply(self, work: ExternalWork, contents: Sequence[ExternalContent]) -> None:
        """Store contents in the caller's transaction, in the order of their ids; those of erased users are not kept."""
        for content in sorted(contents, key=lambda content: (content.external_id, content.version)):
            if content.owner_id is None or await _is_there(work, content.owner_id):
                await work.external_lists.save(content, self._clock.now())

    async def apply_followings(self, work: ExternalWork, followings: Sequence[Following]) -> None:
        """Store who follows which list in the caller's transaction; erased users follow none."""
        for following in sorted(followings, key=lambda item: (item.user_id, item.external_id, item.version)):
            if not await _is_there(work, following.user_id):
                continue
            is_stored = await work.external_lists.save_following(following)
            if is_stored and not following.follows:
                await work.external_lists.detach(following.user_id, following.external_id, self._clock.now())


async def _is_there(work: UnitOfWork, user_id: UUID) -> bool:
    try:
        await work.users.lock(user_id)
    except AccountErased:
        return False
    return True
