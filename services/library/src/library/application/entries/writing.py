"""Writing marks of one title: under preconditions, once per idempotency key, and in one transaction with its entry."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.entries.commands import WriteEntry
from library.application.entries.documents import from_document, to_document
from library.application.entries.read_models import EntryItem
from library.application.idempotency import write_once
from library.application.plays.journal import append
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.entry import Entry
from library.domain.errors import MediaNotFound
from library.domain.plays.items import NewMark
from library.domain.titles.title import Title

Marks = Callable[[UnitOfWork, Title, Entry, datetime], Awaitable[list[NewMark]]]
"""Returns the marks to set, given the title and the entry before them."""


async def write_marks(
    units: UnitOfWorkFactory[UnitOfWork], command: WriteEntry, now: datetime, marks: Marks
) -> EntryItem | None:
    """Set marks, and return the entry after them; null when there is none.

    Raise MediaNotFound, AccountErased, EntryChanged, KeyReused, and what `marks` raises.
    """
    async with units.begin() as work:
        title = await work.titles.find(command.media_id)
        if title is None:
            raise MediaNotFound(f"no title has the id {command.media_id}")

        async def write() -> Entry | None:
            stored = await work.entries.find(command.user_id, command.media_id)
            if command.if_match is not None:
                command.if_match.check(stored)
            before = stored or Entry(command.user_id, command.media_id, title.kind, title.tmdb_id)
            new = await marks(work, title, before, now)
            after = (await append(work, command.user_id, marks=new, now=now)).entries.get(command.media_id, before)
            return after if after.exists else None

        entry = await write_once(
            work,
            command.user_id,
            command.idempotency_key,
            now,
            write,
            to_document=to_document,
            from_document=from_document,
        )
        return None if entry is None else EntryItem(entry, title, await work.titles.seasons(title))
