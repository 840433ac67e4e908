"""Recording activity from the events of libraries. Each takes part in the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from social.application.activity.ports import EntryKey, NewItem, Play, StoredEntry, TitleUpdate
from social.application.unit_of_work import UnitOfWork
from social.domain.activity.activity import ActivityKind
from social.domain.activity.entries import Entry, item_changes


@dataclass(frozen=True, slots=True)
class EntryUpdate:
    """What an event states of a user's entry for a title."""

    user_id: UUID
    media_id: UUID
    media_kind: str
    version: int
    entry: Entry
    changed_at: datetime
    rated_at: datetime | None = None
    """When the title was rated; null when that is not known."""
    imported: bool = False
    """Whether an import has changed it: when it happened is known only of ratings that have a time."""

    def happened_at(self, kind: ActivityKind) -> datetime | None:
        """Return when the user did what an item says; null when that is not known."""
        if kind is ActivityKind.RATED and self.rated_at is not None:
            return min(self.rated_at, self.changed_at)
        return None if self.imported else self.changed_at


async def record_entries(work: UnitOfWork, updates: Sequence[EntryUpdate]) -> None:
    """Apply the updates that are newer than what is stored, in the order of their versions.

    What was done at a time that is not known makes no item, and ends a former one, which is not true any more.
    """
    erased = await work.people.erased_among({update.user_id for update in updates})
    mine = [update for update in updates if update.user_id not in erased]
    stored = dict(await work.activities.entries({(update.user_id, update.media_id) for update in mine}))
    entries: dict[EntryKey, StoredEntry] = {}
    items: dict[tuple[UUID, UUID, ActivityKind], NewItem | None] = {}
    for update in sorted(mine, key=lambda update: update.version):
        key = (update.user_id, update.media_id)
        before = entries.get(key) or stored.get(key)
        if before is not None and before.version >= update.version:
            continue
        entries[key] = StoredEntry(*key, update.version, update.entry)
        for change in item_changes(update.media_kind, before.entry if before else Entry(), update.entry):
            at = None if change.is_removed else update.happened_at(change.kind)
            items[*key, change.kind] = (
                None
                if at is None
                else NewItem(*key, change.kind, update.media_kind, at, update.changed_at, change.rating)
            )
    await work.activities.save_entries([entries[key] for key in sorted(entries)])
    await work.activities.remove({key for key, item in items.items() if item is None})
    await work.activities.put([item for _, item in sorted(items.items(), key=itemgetter(0)) if item is not None])


@dataclass(frozen=True, slots=True)
class ListUpdate:
    """What an event states of a user's list."""

    list_id: UUID
    user_id: UUID
    version: int
    is_public: bool
    changed_at: datetime


async def record_lists(work: UnitOfWork, updates: Sequence[ListUpdate]) -> None:
    """Apply the updates that are newer than what is stored; a list has one item, of its owner.

    The item of a list that stays public stays as it is: a new name, or an event that is published again, is no news,
    and shows it to no more people.
    """
    erased = await work.people.erased_among({update.user_id for update in updates})
    newest = {update.list_id: update for update in sorted(updates, key=lambda update: update.version)}
    stored = await work.activities.entries({(update.user_id, update.list_id) for update in newest.values()})
    newer = [
        newest[list_id]
        for list_id in sorted(newest)
        if newest[list_id].version > _version_of(stored.get((newest[list_id].user_id, list_id)))
    ]
    mine = [update for update in newer if update.user_id not in erased]
    await work.activities.save_entries(
        sorted(
            (StoredEntry(update.user_id, update.list_id, update.version, Entry()) for update in mine),
            key=lambda entry: (entry.user_id, entry.media_id),
        )
    )
    public = {(update.user_id, update.list_id): update for update in mine if update.is_public}
    staying = set(await work.activities.listed(public)) - {
        (update.user_id, update.list_id)
        for update in updates
        if not update.is_public and update.version > _version_of(stored.get((update.user_id, update.list_id)))
    }
    await work.activities.remove_lists({update.list_id for update in newer} - {list_id for _, list_id in staying})
    await work.activities.put(
        [
            NewItem(*key, ActivityKind.LISTED, "list", update.changed_at, update.changed_at, None)
            for key, update in public.items()
            if key not in staying
        ]
    )


def _version_of(entry: StoredEntry | None) -> int:
    return -1 if entry is None else entry.version


async def record_titles(work: UnitOfWork, updates: Sequence[TitleUpdate]) -> None:
    """Store how titles appear; hide what hidden ones were merged into, and move what was written about them."""
    await work.activities.save_titles(updates)
    merged = [update.media_id for update in updates if update.successor_id is not None]
    if merged:
        successors = await work.activities.successors(merged)
        await work.sharing.hide_successors(successors)
        await work.review_mergers.move(successors)


async def record_plays(work: UnitOfWork, plays: Sequence[Play | UUID], user_ids: Collection[UUID]) -> None:
    """Apply plays in their order; an id is that of a play that was retracted."""
    erased = await work.people.erased_among(user_ids)
    newest: dict[UUID, Play | None] = {}
    for play in plays:
        if isinstance(play, UUID):
            newest[play] = None
        elif play.user_id not in erased:
            newest[play.play_id] = play
    stored = [play for play in newest.values() if play is not None]
    await work.activities.put_plays(stored, {play_id for play_id, play in newest.items() if play is None})
