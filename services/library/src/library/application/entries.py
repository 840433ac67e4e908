"""A viewer changes or removes an entry: state and event in one commit, writes of one viewer one by one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from library.application.ports import Answered, Clock, EntryWork, Library
from library.application.shelf import ShelfItem
from library.domain.entry import Change, Entry
from library.domain.errors import EntryChanged, KeyReused, MediaNotFound
from library.domain.title import Title


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key and a digest of the request that it came with."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """That an entry exists, in one of `versions` where they are given."""

    versions: frozenset[int] | None = None

    def check(self, entry: Entry | None) -> None:
        """Raise EntryChanged unless the entry is as expected."""
        if entry is None or not entry.exists:
            raise EntryChanged("there is no entry for this title")
        if self.versions is not None and entry.version not in self.versions:
            raise EntryChanged("the entry was changed meanwhile: read it again")


@dataclass(frozen=True, slots=True)
class EntryRequest:
    """Who asks for which entry, under which conditions."""

    user_id: UUID
    media_id: UUID
    expected: Expectation | None = None
    once: Once | None = None


class ChangeEntry:
    """Changes a viewer's entry or opens one."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    async def __call__(self, ask: EntryRequest, change: Change) -> ShelfItem:
        """Return the entry after the change.

        Raises MediaNotFound, AccountErased, EntryChanged, KeyReused, StateRequired, ProgressNotAllowed, SeasonUnknown
        and EpisodeUnknown.
        """
        async with self._library.begin() as work:
            title = await work.title(ask.media_id)
            if title is None:
                raise MediaNotFound(f"no title with the id {ask.media_id} is known")
            now = self._clock.now()
            entry = await _once(work, ask, now, lambda: self._change(work, ask, change, title, now))
            if entry is None:
                raise KeyReused("this idempotency key was used before with a removal")
            return ShelfItem(entry, title, await work.seasons(title))

    @staticmethod
    async def _change(work: EntryWork, ask: EntryRequest, change: Change, title: Title, now: datetime) -> Entry:
        known = await work.entry(ask.user_id, ask.media_id)
        if ask.expected is not None:
            ask.expected.check(known)
        before = known or Entry(ask.user_id, ask.media_id, title.kind, title.tmdb_id)
        stored = before.progress.seasons if before.progress else {}
        (await work.seasons(title)).check(dict(change.seen.items() - stored.items()))
        after = before.changed(change, now)
        if after is not before:
            await work.save_entry(after)
        return after


class RemoveEntry:
    """Removes a viewer's entry."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    async def __call__(self, ask: EntryRequest) -> None:
        """Leave no entry; there being none already is no error. Raises as ChangeEntry does."""
        async with self._library.begin() as work:
            now = self._clock.now()
            await _once(work, ask, now, lambda: self._remove(work, ask, now))

    @staticmethod
    async def _remove(work: EntryWork, ask: EntryRequest, now: datetime) -> None:
        known = await work.entry(ask.user_id, ask.media_id)
        if ask.expected is not None:
            ask.expected.check(known)
        if known is None:
            if await work.title(ask.media_id) is None:
                raise MediaNotFound(f"no title with the id {ask.media_id} is known")
            return
        after = known.removed(now)
        if after is not known:
            await work.save_entry(after)


async def _once(
    work: EntryWork, ask: EntryRequest, now: datetime, write: Callable[[], Awaitable[Entry | None]]
) -> Entry | None:
    """Write and commit, or give the answer of the first time."""
    await work.lock_viewer(ask.user_id)
    if ask.once is not None:
        earlier = await work.answered(ask.user_id, ask.once.key, now)
        if earlier is not None:
            if earlier.fingerprint != ask.once.fingerprint:
                raise KeyReused("this idempotency key was used before with another request")
            return earlier.entry
    entry = await write()
    if ask.once is not None:
        await work.remember(ask.user_id, ask.once.key, Answered(ask.once.fingerprint, entry), now)
    await work.commit()
    return entry
