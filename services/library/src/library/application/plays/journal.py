"""Writing to a user's journal: items are added or retracted, and the entries of their titles follow.

All of it happens in the caller's transaction, in which the user is locked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from library.domain.entries.change import marks_of
from library.domain.entries.entry import Entry
from library.domain.errors import MediaNotFound
from library.domain.plays.fold import summarize
from library.domain.plays.items import Item, Mark, NewItem, NewMark, NewPlay, Play, own_key
from library.domain.plays.show import Show
from library.domain.plays.times import place_in_order

if TYPE_CHECKING:
    from datetime import datetime

    from library.application.unit_of_work import UnitOfWork
    from library.domain.titles.title import Title


@dataclass(frozen=True, slots=True)
class Appended:
    """What was added to a journal."""

    plays: list[Play]
    marks: list[Mark]
    duplicates: int
    """How many items were left out, because the journal has their keys already."""
    entries: dict[UUID, Entry]
    """The entry after it of each title that was touched."""


async def append(
    work: UnitOfWork,
    user_id: UUID,
    *,
    plays: Sequence[NewPlay] = (),
    marks: Sequence[NewMark] = (),
    ordered: Sequence[NewItem] = (),
    now: datetime,
    imported_at: datetime | None = None,
) -> Appended:
    """Add plays and marks to a user's journal, save the entries of their titles, and publish both.

    Plays come before marks of the same time; `ordered` are both in an order of their own, after these. `imported_at` is
    the time of the import that they are from. Raise MediaNotFound for a title that was not imported.
    """
    added = [*plays, *marks, *ordered]
    touched = {item.media_id for item in added}
    titles = await _titles(work, touched)
    shows = await work.titles.shows(list(titles.values()))
    items = [_item(user_id, item, shows[item.media_id], now) for item in added]
    stored = await work.journal.add(items)
    changed = dict.fromkeys(item.media_id for item in stored)
    entries = await refold(work, user_id, {media_id: titles[media_id] for media_id in changed}, now, imported_at)
    recorded = [item for item in stored if isinstance(item, Play)]
    await work.journal.publish(recorded, entries, retracted=False)
    set_marks = [item for item in stored if isinstance(item, Mark)]
    return Appended(recorded, set_marks, len(items) - len(stored), entries)


async def retract(
    work: UnitOfWork,
    user_id: UUID,
    items: Sequence[Item],
    now: datetime,
    *,
    release_keys: bool = False,
    imported_at: datetime | None = None,
) -> dict[UUID, Entry]:
    """Retract items of a user's journal, save the entries of their titles, publish both, and return the entries."""
    await work.journal.retract(items, now, release_keys=release_keys)
    titles = await _titles(work, {item.media_id for item in items})
    entries = await refold(work, user_id, titles, now, imported_at)
    await work.journal.publish([item for item in items if isinstance(item, Play)], entries, retracted=True)
    return entries


async def refold(
    work: UnitOfWork, user_id: UUID, titles: dict[UUID, Title], now: datetime, imported_at: datetime | None = None
) -> dict[UUID, Entry]:
    """Save the entries that the journal says of titles, and publish those that have changed; return all of them."""
    if not titles:
        return {}
    stored = await work.entries.of_titles(user_id, titles.keys())
    await _adopt(work, [entry.entry for entry in stored.values() if not entry.journaled], now)
    items = await work.journal.items(user_id, titles.keys())
    shows = await work.titles.shows(list(titles.values()))
    entries: dict[UUID, Entry] = {}
    changed = []
    for media_id, title in titles.items():
        before = stored[media_id].entry if media_id in stored else Entry(user_id, media_id, title.kind, title.tmdb_id)
        summary = summarize(title.kind, items.get(media_id, []), shows[media_id])
        entries[media_id] = before.summarized(summary, now)
        if entries[media_id] is not before:
            changed.append(entries[media_id])
    await work.entries.save(changed, imported_at)
    return entries


async def retract_title(work: UnitOfWork, entry: Entry, now: datetime) -> None:
    """Retract the whole journal of a title, and save its entry as removed; the title need not be imported any more."""
    items = (await work.journal.items(entry.user_id, [entry.media_id])).get(entry.media_id, [])
    await work.journal.retract(items, now, release_keys=False)
    await work.entries.save([entry.removed(now)])
    plays = [item for item in items if isinstance(item, Play)]
    await work.journal.publish(plays, {entry.media_id: entry}, retracted=True)


async def _adopt(work: UnitOfWork, entries: Sequence[Entry], now: datetime) -> None:
    """Replace the marks of entries that a release without a journal has written by what it wrote."""
    for entry in entries:
        items = (await work.journal.items(entry.user_id, [entry.media_id])).get(entry.media_id, [])
        old = [item for item in items if item.recorded_at < now and (isinstance(item, Mark) or not entry.exists)]
        await work.journal.retract(old, now, release_keys=False)
        marks = [_mark(entry.user_id, mark, now) for mark in marks_of(entry)]
        await work.journal.add(marks)


async def _titles(work: UnitOfWork, media_ids: Collection[UUID]) -> dict[UUID, Title]:
    titles = await work.titles.find_all(media_ids)
    missing = next((media_id for media_id in media_ids if media_id not in titles), None)
    if missing is not None:
        raise MediaNotFound(f"no title has the id {missing}")
    return titles


def _item(user_id: UUID, item: NewItem, show: Show, now: datetime) -> Item:
    return _play(user_id, item, show, now) if isinstance(item, NewPlay) else _mark(user_id, item, now)


def _play(user_id: UUID, play: NewPlay, show: Show, now: datetime) -> Play:
    play_id = uuid4()
    return Play(
        play_id=play_id,
        user_id=user_id,
        media_id=play.media_id,
        place=play.place,
        source_id=show.source_id(play.place),
        watched_at=play.watched_at,
        precision=play.precision if play.watched_at else "unknown",
        duration_seconds=play.duration_seconds,
        origin=play.origin,
        key=play.key or own_key(play_id),
        batch_id=play.batch_id,
        causation=play.causation,
        at=play.at or place_in_order(play.watched_at, play.precision, now),
        sequence=0,
        recorded_at=now,
    )


def _mark(user_id: UUID, mark: NewMark, now: datetime) -> Mark:
    mark_id = uuid4()
    return Mark(
        mark_id=mark_id,
        user_id=user_id,
        media_id=mark.media_id,
        kind=mark.kind,
        value=mark.value,
        season=mark.season,
        episode=mark.episode,
        origin=mark.origin,
        key=mark.key or own_key(mark_id),
        batch_id=mark.batch_id,
        at=mark.at or now,
        sequence=0,
        recorded_at=now,
    )
