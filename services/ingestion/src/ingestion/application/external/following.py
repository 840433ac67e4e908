"""Following external lists: by their address or by an export file, and what users see of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Place, Slice
from ingestion.application.external.ports import (
    Followed,
    ListRepositories,
    ListSites,
    ListUnits,
    ListWork,
    Recognized,
    RecordedChange,
    Upload,
)
from ingestion.application.external.syncing import sync_list_job
from ingestion.domain.errors import AccountErased
from ingestion.domain.events import ListFollowed
from ingestion.domain.external.exports import read_export
from ingestion.domain.external.failures import (
    ExternalListNotFound,
    FollowLimit,
    ListNeedsFile,
    ListNotUploaded,
    ListReadRecently,
    ListSiteOff,
)
from ingestion.domain.external.items import MOST_ITEMS, StoredItem, named_once
from ingestion.domain.external.lists import LISTS_PER_USER, ExternalList, Reference, touched, wait_of
from ingestion.domain.jobs import Priority
from jobs.ports import Wake
from jobs.queue import enqueue


class FollowLists:
    """Follows, shows, syncs and unfollows lists for users."""

    def __init__(self, sites: ListSites, units: ListUnits, clock: Clock, wake: Wake, fresh: timedelta) -> None:
        """Set up; within `fresh` of its last reading no user has a list read again."""
        self._sites = sites
        self._units = units
        self._clock = clock
        self._wake = wake
        self._fresh = fresh

    async def follow(self, user_id: UUID, address: str) -> Followed:
        """Follow the list of an address, and return it; it is read in the background.

        Raise ListAddressUnknown, ListNeedsFile, ListSiteOff, FollowLimit, AccountErased.
        """
        recognized = self._sites.recognize(address)
        site = self._sites.name_of(recognized.reference.kind)
        if recognized.by_file:
            raise ListNeedsFile(site)
        if not self._sites.is_configured(recognized.reference.kind):
            raise ListSiteOff(site)
        now = self._clock.now()
        reference = recognized.reference
        new = touched(
            ExternalList(
                list_id=reference.list_id,
                reference=reference,
                address=recognized.address,
                name=recognized.name,
                next_at=now,
            ),
            now,
        )
        return await self._follow(user_id, new, None, now)

    async def upload(self, user_id: UUID, address: str | None, name: str | None, text: str) -> Followed:
        """Follow a list by an export file; the file of a list that the user follows already replaces its content.

        Raise ListFileInvalid, ListAddressUnknown, FollowLimit, AccountErased.
        """
        upload = _upload_of(text)
        recognized = self._sites.recognize(address) if address else None
        now = self._clock.now()
        reference = _own_reference(user_id, recognized)
        new = touched(
            ExternalList(
                list_id=reference.list_id,
                reference=reference,
                address=recognized.address if recognized else "",
                name=name or (recognized.name if recognized else "Uploaded list"),
                next_at=now,
                owner_id=user_id,
            ),
            now,
        )
        return await self._follow(user_id, new, upload, now)

    async def replace(self, user_id: UUID, list_id: UUID, text: str) -> Followed:
        """Replace the content of an uploaded list; raise ListFileInvalid, ExternalListNotFound, ListNotUploaded."""
        upload = _upload_of(text)
        async with self._units.begin() as work:
            followed = await _followed(work, user_id, list_id, lock=True)
            if not followed.external.is_uploaded:
                raise ListNotUploaded
            await self._queue(work, followed.external, upload, self._clock.now())
        self._wake()
        return followed

    async def mine(self, user_id: UUID) -> Sequence[Followed]:
        """Return the lists that a user follows, the last followed first."""
        async with self._units.read() as repositories:
            return await repositories.list_followers.of(user_id)

    async def get(self, user_id: UUID, list_id: UUID) -> Followed:
        """Return a list that a user follows; raise ExternalListNotFound."""
        async with self._units.read() as repositories:
            return await _followed(repositories, user_id, list_id)

    async def items(self, user_id: UUID, list_id: UUID, part: Slice) -> Part[StoredItem]:
        """Return a part of the items in their order; raise ExternalListNotFound."""
        after = part.offset if part.after is None else _number(part.after)
        async with self._units.read() as repositories:
            followed = await _followed(repositories, user_id, list_id)
            items = list(await repositories.external_lists.page(list_id, after, part.limit + 1))
        shown = items[: part.limit]
        last = (shown[-1].position,) if len(items) > part.limit else None
        return Part(shown, followed.external.items, last)

    async def changes(self, user_id: UUID, list_id: UUID, part: Slice) -> Part[RecordedChange]:
        """Return a part of what changed, the newest first; raise ExternalListNotFound."""
        before = None if part.after is None else _number(part.after)
        offset = part.offset if before is None else 0
        async with self._units.read() as repositories:
            await _followed(repositories, user_id, list_id)
            changes = await repositories.external_lists.changes(list_id, before, part.limit + 1, offset)
        shown = list(changes[: part.limit])
        return Part(shown, None, (shown[-1].number,) if len(changes) > part.limit else None)

    async def sync(self, user_id: UUID, list_id: UUID) -> Followed:
        """Read a list now, also one that its site had deleted; raise ExternalListNotFound, ListReadRecently."""
        now = self._clock.now()
        async with self._units.begin() as work:
            followed = await _followed(work, user_id, list_id)
            if wait := wait_of(followed.external, self._fresh, now):
                raise ListReadRecently(ceil(wait.total_seconds()))
            await enqueue(work, [sync_list_job(list_id, now, priority=Priority.TRACKED)])
        self._wake()
        return followed

    async def unfollow(self, user_id: UUID, list_id: UUID) -> None:
        """Follow a list no longer; raise ExternalListNotFound."""
        now = self._clock.now()
        async with self._units.begin() as work:
            followed = await _followed(work, user_id, list_id, lock=True)
            version = await work.list_followers.save(user_id, list_id, now, follows=False)
            await work.publish(_event(user_id, followed.external, version, now, follows=False))

    async def _follow(self, user_id: UUID, new: ExternalList, upload: Upload | None, now: datetime) -> Followed:
        async with self._units.begin() as work:
            if await work.erased_users.has(user_id):
                raise AccountErased
            number = await work.list_followers.count(user_id)
            stored = await work.external_lists.add(new)
            since = await work.list_followers.since(user_id, stored.list_id)
            if since is None:
                if number >= LISTS_PER_USER:
                    raise FollowLimit(LISTS_PER_USER)
                version = await work.list_followers.save(user_id, stored.list_id, now, follows=True)
                await work.publish(_event(user_id, stored, version, now, follows=True))
            if upload is not None:
                stored = await self._queue(work, stored, upload, now)
            elif _is_readable(stored, now) and not wait_of(stored, self._fresh, now):
                await enqueue(work, [sync_list_job(stored.list_id, now, priority=Priority.TRACKED)])
        self._wake()
        return Followed(stored, since or now)

    async def _queue(self, work: ListWork, stored: ExternalList, upload: Upload, now: datetime) -> ExternalList:
        await work.external_lists.save_upload(stored.list_id, upload)
        due = replace(stored, next_at=now)
        await work.external_lists.save(due)
        await enqueue(work, [sync_list_job(stored.list_id, now, priority=Priority.TRACKED)])
        return due


def _is_readable(stored: ExternalList, now: datetime) -> bool:
    """Return whether a new follower has a list read: one that is due, that was never read, or that its site deleted."""
    return stored.read_at is None or stored.next_at is None or stored.next_at <= now


def _number(place: Place) -> int:
    """Return the number of a place in a list."""
    [number] = place
    if not isinstance(number, int):
        raise TypeError(f"a place must be a number, got {number!r}")
    return number


async def _followed(repositories: ListRepositories, user_id: UUID, list_id: UUID, *, lock: bool = False) -> Followed:
    external = await repositories.external_lists.get(list_id, lock=lock)
    since = await repositories.list_followers.since(user_id, list_id)
    if external is None or since is None:
        raise ExternalListNotFound(list_id)
    return Followed(external, since)


def _own_reference(user_id: UUID, recognized: Recognized | None) -> Reference:
    """Return the reference of an uploaded list: one of its owner, whatever others upload for the same address."""
    if recognized is None:
        return Reference("file", f"{user_id}/{uuid4()}")
    return Reference(recognized.reference.kind, f"{user_id}/{recognized.reference.path}")


def _upload_of(text: str) -> Upload:
    items = read_export(text)
    return Upload(uuid4(), named_once(items), len(items) > MOST_ITEMS)


def _event(user_id: UUID, external: ExternalList, version: int, now: datetime, *, follows: bool) -> ListFollowed:
    return ListFollowed(user_id, external.list_id, follows, version, now)
