"""Changing and removing entries: state and event are one commit, and the writes of one user are serialized."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.entries.commands import WriteEntry
from library.application.entries.documents import from_document, to_document
from library.application.entries.read_models import EntryItem
from library.application.idempotency import write_once
from library.application.plays.journal import append, retract_title
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.change import Change
from library.domain.entries.entry import Entry
from library.domain.errors import KeyReused, MediaNotFound
from library.domain.titles.title import Title


class ChangeEntry:
    """Changes or creates the entry of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: WriteEntry, change: Change) -> EntryItem:
        """Return the entry after the change.

        Raises MediaNotFound, AccountErased, EntryChanged, KeyReused, StateRequired, ProgressNotAllowed, SeasonUnknown
        and EpisodeUnknown.
        """
        async with self._units.begin() as work:
            title = await work.titles.find(command.media_id)
            if title is None:
                raise MediaNotFound(f"no title has the id {command.media_id}")
            now = self._clock.now()
            entry = await _write_once(work, command, now, lambda: _change(work, command, change, title, now))
            if entry is None:
                raise KeyReused("this idempotency key was already used to remove an entry")
            return EntryItem(entry, title, await work.titles.seasons(title))


class RemoveEntry:
    """Removes the entry of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: WriteEntry) -> None:
        """Remove the entry; succeed when there is none.

        Raises MediaNotFound, AccountErased, EntryChanged and KeyReused.
        """
        async with self._units.begin() as work:
            now = self._clock.now()
            await _write_once(work, command, now, lambda: _remove(work, command, now))


async def _change(work: UnitOfWork, command: WriteEntry, change: Change, title: Title, now: datetime) -> Entry:
    stored = await work.entries.find(command.user_id, command.media_id)
    if command.if_match is not None:
        command.if_match.check(stored)
    before = stored or Entry(command.user_id, command.media_id, title.kind, title.tmdb_id)
    confirmed = before.progress.seasons if before.progress else {}
    (await work.titles.seasons(title)).check(dict(change.seen.items() - confirmed.items()))
    change.check(before)
    appended = await append(work, command.user_id, marks=change.marks(before, now), now=now)
    return appended.entries.get(command.media_id, before)


async def _remove(work: UnitOfWork, command: WriteEntry, now: datetime) -> None:
    stored = await work.entries.find(command.user_id, command.media_id)
    if command.if_match is not None:
        command.if_match.check(stored)
    if stored is None:
        if await work.titles.find(command.media_id) is None:
            raise MediaNotFound(f"no title has the id {command.media_id}")
        return
    if stored.exists:
        await retract_title(work, stored, now)


async def _write_once(
    work: UnitOfWork, command: WriteEntry, now: datetime, write: Callable[[], Awaitable[Entry | None]]
) -> Entry | None:
    return await write_once(
        work,
        command.user_id,
        command.idempotency_key,
        now,
        write,
        to_document=to_document,
        from_document=from_document,
    )
