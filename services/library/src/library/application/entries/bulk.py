"""One change of many entries: each title has its own transaction, so that a failure does not undo the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from library.application.entries.changes import ChangeEntry
from library.application.entries.commands import WriteEntry
from library.application.entries.read_models import EntryItem
from library.application.idempotency import IdempotencyKey
from library.domain.entries.change import Change
from library.domain.errors import AccountErased, LibraryError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the entry for one title: the entry, or why it was not changed."""

    media_id: UUID
    item: EntryItem | None = None
    error: LibraryError | None = None


class ChangeEntries:
    """Changes or creates the entries of a user for several titles."""

    def __init__(self, change: ChangeEntry) -> None:
        self._change = change

    async def __call__(
        self, user_id: UUID, media_ids: Sequence[UUID], change: Change, key: IdempotencyKey | None
    ) -> list[Outcome]:
        """Return the outcome of each title, in order; raise AccountErased.

        Each title has a key of its own, so that a repeated request completes what an interrupted one has begun.
        """
        outcomes = []
        for media_id in dict.fromkeys(media_ids):
            own = None if key is None else replace(key, key=f"{key.key}:{media_id}")
            try:
                item = await self._change(WriteEntry(user_id, media_id, idempotency_key=own), change)
            except AccountErased:
                raise
            except LibraryError as error:
                outcomes.append(Outcome(media_id, error=error))
            else:
                outcomes.append(Outcome(media_id, item))
        return outcomes
