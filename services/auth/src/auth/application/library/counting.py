"""Counting what users have in their libraries."""

from collections.abc import Sequence

from auth.application.library.ports import EntryKey, LibraryEntries
from auth.domain.library.stats import LibraryEntry, differences
from chassis.core.projection import fold, newest


class CountLibraries:
    """Keeps the counts of users up to date. The caller owns the transaction; a repetition has no effect."""

    async def __call__(self, library: LibraryEntries, updates: Sequence[LibraryEntry]) -> None:
        """Apply a batch of updates in any order: of each entry the newest version counts.

        Nothing is stored of a user without an account: it was deleted, since no user is in a library before it exists.
        """
        holders = await library.lock({update.account_id for update in updates})
        kept = sorted((update for update in updates if update.account_id in holders), key=_key)
        if not kept:
            return
        stored: dict[EntryKey, LibraryEntry | None] = {**await library.stored(sorted({_key(entry) for entry in kept}))}
        changes = fold(stored, kept, key=_key, start=lambda _: None, apply=newest)
        await library.save([change.after for change in changes if change.after is not None])
        await library.add(differences(changes))


def _key(entry: LibraryEntry) -> EntryKey:
    return entry.account_id, entry.media_id
