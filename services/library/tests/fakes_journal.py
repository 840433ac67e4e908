"""Journals, titles to fold again and references, in memory; `contract/test_journal.py` states their behavior."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from library.application.plays.refolding import Refold
from library.domain.entries.entry import Entry
from library.domain.plays.items import Item, Play

if TYPE_CHECKING:
    from services.library.tests.fakes import InMemoryLibrary


@dataclass
class _Store:
    library: InMemoryLibrary


class InMemoryJournal(_Store):
    """Journals in memory."""

    async def add(self, items: Sequence[Item]) -> list[Item]:
        """Store items, each key of a user once."""
        stored: list[Item] = []
        for item in items:
            keys = {(other.user_id, other.key, type(other)) for other in self.library.journal_items if other.key}
            if (item.user_id, item.key, type(item)) not in keys:
                stored.append(replace(item, sequence=len(self.library.journal_items) + 1))
                self.library.journal_items = [*self.library.journal_items, stored[-1]]
        return stored

    async def items(self, user_id: UUID, media_ids: Collection[UUID]) -> dict[UUID, list[Item]]:
        """Return the items of titles."""
        return {
            media_id: [item for item in self._current(user_id) if item.media_id == media_id] for media_id in media_ids
        }

    async def find(self, user_id: UUID, item_ids: Collection[UUID]) -> list[Item]:
        """Return items by id."""
        return [item for item in self._current(user_id) if _id(item) in item_ids]

    async def of_batch(self, user_id: UUID, batch_id: UUID, limit: int | None = None) -> list[Item]:
        """Return the items of an import."""
        items = sorted(self._current(user_id), key=lambda item: (item.media_id, item.sequence))
        batch = [item for item in items if item.batch_id == batch_id]
        plays = [item for item in batch if isinstance(item, Play)][:limit]
        return [*plays, *[item for item in batch if not isinstance(item, Play)][:limit]]

    async def retract(self, items: Sequence[Item], now: datetime, *, release_keys: bool) -> None:
        """Retract items."""
        ids = {_id(item) for item in items}
        self.library.journal_items = [
            replace(item, retracted_at=now, key=None if release_keys else item.key) if _id(item) in ids else item
            for item in self.library.journal_items
        ]

    async def move(self, user_id: UUID, media_id: UUID, successor_id: UUID) -> None:
        """Move items to a successor."""
        self.library.journal_items = [
            replace(item, media_id=successor_id) if (item.user_id, item.media_id) == (user_id, media_id) else item
            for item in self.library.journal_items
        ]

    async def publish(self, plays: Sequence[Play], entries: Mapping[UUID, Entry], *, retracted: bool) -> None:
        """Publish plays; each has the entry of its title."""
        assert {play.media_id for play in plays} <= set(entries)
        self.library.published_plays += [(play.play_id, retracted) for play in plays]

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Publish the end of every play of a user."""
        self.library.tombstones += [
            item.play_id for item in self.library.journal_items if isinstance(item, Play) and item.user_id == user_id
        ]

    def _current(self, user_id: UUID) -> list[Item]:
        return [item for item in self.library.journal_items if item.user_id == user_id and item.retracted_at is None]


def _id(item: Item) -> UUID:
    return item.play_id if isinstance(item, Play) else item.mark_id


class InMemoryRefolds(_Store):
    """Titles to fold again, in memory."""

    async def request(self, media_ids: Collection[UUID], now: datetime, *, merged_into: Collection[UUID] = ()) -> None:
        """Request titles and those that were merged into them."""
        merged = [
            title.media_id
            for title in self.library.stored_titles.values()
            if title.facts and title.facts.successor_id in merged_into
        ]
        requests = dict(self.library.refold_requests)
        for media_id in (*media_ids, *merged):
            requests[media_id] = (now, None, requests.get(media_id, (None, None, None))[2])
        self.library.refold_requests = requests

    async def next(self, before: datetime) -> Refold | None:
        """Return the oldest title that is due and has an entry."""
        titles = {media_id for _, media_id in self.library.stored}
        due = [
            (requested_at, Refold(media_id, after_user, digest))
            for media_id, (requested_at, after_user, digest) in self.library.refold_requests.items()
            if requested_at is not None and requested_at < before and (media_id in titles or self._is_merged(media_id))
        ]
        return min(due, key=lambda pair: pair[0])[1] if due else None

    def _is_merged(self, media_id: UUID) -> bool:
        title = self.library.stored_titles.get(media_id)
        return bool(title and title.facts and title.facts.successor_id)

    async def users(self, refold: Refold, limit: int) -> list[UUID]:
        """Return the next users of a title."""
        users = sorted(
            user_id
            for (user_id, media_id), entry in self.library.stored.items()
            if media_id == refold.media_id and entry.exists and user_id > (refold.after_user or UUID(int=0))
        )
        return users[:limit]

    async def proceed(self, refold: Refold, after_user: UUID) -> None:
        """Store the last user."""
        requested_at, _, digest = self.library.refold_requests[refold.media_id]
        self.library.refold_requests = {
            **self.library.refold_requests,
            refold.media_id: (requested_at, after_user, digest),
        }

    async def finish(self, refold: Refold, digest: str) -> None:
        """Store what was folded."""
        self.library.refold_requests = {**self.library.refold_requests, refold.media_id: (None, None, digest)}


class InMemoryReferences(_Store):
    """References to titles, in memory: items of lists."""

    async def move(self, media_id: UUID, successor_id: UUID) -> None:
        """Let lists refer to a successor, each once."""
        for items in self.library.list_data.items.values():
            item = items.pop(media_id, None)
            if item is not None:
                items.setdefault(successor_id, replace(item, media_id=successor_id))
