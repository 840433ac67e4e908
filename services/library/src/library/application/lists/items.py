"""Filling and ordering lists. The writes of one list are serialized by its lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.ranks import ranks_between
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.lists.access import writable
from library.application.lists.commands import NewItem, Place, StoredItem, WriteList
from library.application.unit_of_work import UnitOfWork
from library.domain.lists.errors import ListItemNotFound, ListTitlesUnknown
from library.domain.lists.lines import read_references
from library.domain.lists.user_list import UserList

Reason = Literal["unknown", "ambiguous"]


@dataclass(frozen=True, slots=True)
class AddedItems:
    """The list after titles were added, and how many it had already."""

    user_list: UserList
    added: int
    present: int


@dataclass(frozen=True, slots=True)
class UnmatchedLine:
    """A line that names no imported title, or several."""

    line: int
    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class ImportedItems:
    """The result of an import."""

    added: AddedItems
    lines: int
    unmatched: list[UnmatchedLine]


class ChangeItems:
    """Adds, removes, annotates and orders the items of lists that users fill by hand.

    Every change raises AccountErased, ListNotFound, ListRoleRequired, ListChanged and ListKindMismatch.
    """

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def add(self, command: WriteList, items: Sequence[NewItem], place: Place) -> AddedItems:
        """Add titles at a place, in their order; a title that the list contains already stays where it is.

        Raise ListTitlesUnknown, ListItemNotFound for the place, and ListItemLimitReached.
        """
        async with self._units.begin() as work:
            stored = await self._manual(work, command)
            unknown = await work.list_items.unknown([item.media_id for item in items])
            if unknown:
                raise ListTitlesUnknown(unknown)
            return await add_items(work, stored, command.user_id, items, place, self._clock.now())

    async def import_text(self, command: WriteList, text: str) -> ImportedItems:
        """Add the titles that the lines of a text name, and return those that cannot be matched.

        Raise ListItemLimitReached.
        """
        references = read_references(text)
        async with self._units.begin() as work:
            stored = await self._manual(work, command)
            matches = await work.list_items.match(references)
            items: list[NewItem] = []
            unmatched: list[UnmatchedLine] = []
            for reference in references:
                candidates = matches.get(reference.line, ())
                if len(candidates) == 1:
                    items.append(NewItem(candidates[0], reference.note))
                else:
                    reason: Reason = "ambiguous" if candidates else "unknown"
                    unmatched.append(UnmatchedLine(reference.line, reference.excerpt, reason))
            added = await add_items(work, stored, command.user_id, items, Place("end"), self._clock.now())
            return ImportedItems(added, len(references), unmatched)

    async def remove(self, command: WriteList, media_ids: Sequence[UUID]) -> UserList:
        """Remove titles, and return the list; titles that it does not contain change nothing."""
        async with self._units.begin() as work:
            stored = await self._manual(work, command)
            removed = await work.list_items.remove(command.list_id, media_ids)
            return await self._save(work, stored, -removed) if removed else stored

    async def annotate(self, command: WriteList, media_id: UUID, note: str | None) -> UserList:
        """Store the note of an item, null without one; raise ListItemNotFound."""
        async with self._units.begin() as work:
            stored = await self._manual(work, command)
            if not await work.list_items.annotate(command.list_id, media_id, note):
                raise _not_contained(media_id)
            return await self._save(work, stored)

    async def move(self, command: WriteList, media_id: UUID, place: Place) -> UserList:
        """Move an item to a place; raise ListItemNotFound."""
        async with self._units.begin() as work:
            stored = await self._manual(work, command)
            if not await work.list_items.contained(command.list_id, [media_id]):
                raise _not_contained(media_id)
            [rank] = await _ranks(work, command.list_id, place, 1, without=media_id)
            await work.list_items.move(command.list_id, media_id, rank)
            return await self._save(work, stored)

    async def order(self, command: WriteList, media_ids: Sequence[UUID]) -> UserList:
        """Begin the list with these titles; the others follow in their order. Raise ListItemNotFound."""
        async with self._units.begin() as work:
            stored = await self._manual(work, command)
            contained = await work.list_items.contained(command.list_id, media_ids)
            missing = next((media_id for media_id in media_ids if media_id not in contained), None)
            if missing is not None:
                raise _not_contained(missing)
            await work.list_items.order(command.list_id, media_ids)
            return await self._save(work, stored)

    async def _manual(self, work: UnitOfWork, command: WriteList) -> UserList:
        stored = await writable(work, command, "editor")
        stored.check_manual()
        return stored

    async def _save(self, work: UnitOfWork, stored: UserList, difference: int = 0) -> UserList:
        after = stored.with_items(difference, self._clock.now())
        await work.lists.save(after)
        return after


async def add_items(
    work: UnitOfWork, stored: UserList, user_id: UUID, items: Sequence[NewItem], place: Place, now: datetime
) -> AddedItems:
    """Add titles to a locked list; one that it contains already stays where it is. Raise ListItemLimitReached."""
    contained = await work.list_items.contained(stored.list_id, [item.media_id for item in items])
    new: dict[UUID, NewItem] = {}
    for item in items:
        if item.media_id not in contained:
            new.setdefault(item.media_id, item)
    ranks = await _ranks(work, stored.list_id, place, len(new))
    if not new:
        return AddedItems(stored, 0, len(items))
    after = stored.with_items(len(new), now)
    await work.list_items.add(
        stored.list_id,
        [_stored(item, rank, user_id, now) for item, rank in zip(new.values(), ranks, strict=True)],
    )
    await work.lists.save(after)
    return AddedItems(after, len(new), len(items) - len(new))


async def _ranks(work: UnitOfWork, list_id: UUID, place: Place, count: int, without: UUID | None = None) -> list[int]:
    """Return ranks at a place; when no integers are left there, distribute the ranks of the list first."""
    ranks = ranks_between(*await work.list_items.around(list_id, place, without), count)
    if ranks is None:
        await work.list_items.order(list_id)
        ranks = ranks_between(*await work.list_items.around(list_id, place, without), count)
    if ranks is None:
        raise RuntimeError(f"no ranks are left in list {list_id}")
    return ranks


def _stored(item: NewItem, rank: int, user_id: UUID, now: datetime) -> StoredItem:
    return StoredItem(item.media_id, rank, item.note, user_id, item.added_at or now)


def _not_contained(media_id: UUID) -> ListItemNotFound:
    return ListItemNotFound(f"the list does not contain the title {media_id}")
