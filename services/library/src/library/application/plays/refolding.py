"""Folding entries again when their titles change: new or renumbered episodes, the end of a show, a merge upstream.

A title that was merged into another hands over what refers to it: plays and marks count for the successor, and lists,
saved items and subscriptions hold it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.plays.journal import refold
from library.application.titles.merging import last_successor
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import AccountErased
from library.domain.plays.show import Show
from library.domain.titles.title import Title

SETTLING: Final = timedelta(seconds=2)
"""How long a change rests before its entries are folded: writes that have read the former title are committed then."""
USERS: Final = 50
"""How many users are folded in one transaction, which holds their locks."""


@dataclass(frozen=True, slots=True)
class Refold:
    """A title that is due: the user after whom to go on, and the digest of what was folded last."""

    media_id: UUID
    after_user: UUID | None
    digest: str | None


class Refolds(Protocol):
    """The titles whose entries have to be folded again, within one transaction."""

    async def request(self, media_ids: Collection[UUID], now: datetime, *, merged_into: Collection[UUID] = ()) -> None:
        """Request titles, and those that were merged into one of others; a title in progress begins again."""
        ...

    async def next(self, before: datetime) -> Refold | None:
        """Return a title that was requested before a time and that no other transaction works on; drop unused ones."""
        ...

    async def users(self, refold: Refold, limit: int) -> Sequence[UUID]:
        """Return the next users with an entry for the title, in the order of their ids."""
        ...

    async def proceed(self, refold: Refold, after_user: UUID) -> None:
        """Go on after a user in the next transaction."""
        ...

    async def finish(self, refold: Refold, digest: str) -> None:
        """Store what was folded."""
        ...


class RefoldTitles:
    """Folds the entries of titles that have changed."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock, *, users_at_once: int = USERS) -> None:
        self._units = units
        self._clock = clock
        self._users_at_once = users_at_once

    async def __call__(self) -> None:
        """Fold until no title is due."""
        while await self._fold_some():
            pass

    async def _fold_some(self) -> bool:
        now = self._clock.now()
        async with self._units.begin() as work:
            due = await work.refolds.next(now - SETTLING)
            if due is None:
                return False
            titles = await work.titles.find_all([due.media_id])
            title = titles.get(due.media_id)
            successor = await last_successor(work, title) if title else None
            show = (await work.titles.shows([title]))[title.media_id] if title else Show()
            digest = show.digest if successor is None else f"merged into {successor.media_id}"
            users = [] if title is None or digest == due.digest else await work.refolds.users(due, self._users_at_once)
            for user_id in users:
                await _fold(work, user_id, title, successor, now)
            if len(users) == self._users_at_once:
                await work.refolds.proceed(due, users[-1])
            else:
                if successor is not None and digest != due.digest:
                    await _move(work, due.media_id, successor.media_id, now)
                await work.refolds.finish(due, digest)
        return True


async def _fold(work: UnitOfWork, user_id: UUID, title: Title | None, successor: Title | None, now: datetime) -> None:
    if title is None:
        return
    try:
        await work.users.lock(user_id)
    except AccountErased:
        return
    touched = {title.media_id: title}
    if successor is not None:
        await work.journal.move(user_id, title.media_id, successor.media_id)
        touched[successor.media_id] = successor
    await refold(work, user_id, touched, now)


async def _move(work: UnitOfWork, media_id: UUID, successor_id: UUID, now: datetime) -> None:
    """Move what refers to a title without being part of a journal, of all users at once."""
    await work.saved.move({media_id: successor_id})
    await work.subscriptions.move({media_id: successor_id}, now)
    await work.references.move(media_id, successor_id)
