"""Changing and removing entries: state and event are one commit, and the writes of one user are serialized."""

from datetime import datetime

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.entries.commands import WriteEntry
from library.application.entries.read_models import EntryItem
from library.application.entries.writing import write_marks
from library.application.idempotency import change_once
from library.application.plays.journal import retract_title
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.change import Change
from library.domain.entries.entry import Entry
from library.domain.errors import MediaNotFound
from library.domain.plays.items import NewMark
from library.domain.titles.title import Title


class ChangeEntry:
    """Changes or creates the entry of a user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: WriteEntry, change: Change) -> EntryItem | None:
        """Return the entry after the change; null when it clears all that the entry says.

        Raises MediaNotFound, AccountErased, EntryChanged, KeyReused, StateRequired, ProgressNotAllowed, SeasonUnknown
        and EpisodeUnknown.
        """

        async def marks(work: UnitOfWork, title: Title, before: Entry, now: datetime) -> list[NewMark]:
            confirmed = before.progress.seasons if before.progress else {}
            (await work.titles.seasons(title)).check(dict(change.seen.items() - confirmed.items()))
            change.check(before)
            return change.marks(before, now)

        return await write_marks(self._units, command, self._clock.now(), marks)


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
            await change_once(work, command.user_id, command.idempotency_key, now, lambda: _remove(work, command, now))


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
