"""The sync of external lists: read as a whole, compared with what is stored, stored and published if it changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.external.finding import FindTitles
from ingestion.application.external.ports import ListSites, ListUnits, ListWork
from ingestion.application.external.reading import ListReading, Reading
from ingestion.application.job_factory import new_job, sync_job
from ingestion.application.ports.providers import Providers
from ingestion.application.run import Run
from ingestion.domain.events import ExternalListChanged, ListRefreshed
from ingestion.domain.external.diff import difference
from ingestion.domain.external.failures import ListFailed, list_failure
from ingestion.domain.external.items import StoredItem, digest
from ingestion.domain.external.lists import (
    KEEP_ABANDONED,
    KEEP_CHANGES,
    SHORTEST_INTERVAL,
    ExternalList,
    failed,
    is_suspicious,
    read_changed,
    read_unchanged,
    unconfirmed,
)
from ingestion.domain.external.ranks import ranked_lists
from ingestion.domain.failures import WAITING, SourceFailed
from ingestion.domain.jobs import Job, JobKind, Priority
from jobs.ports import Wake
from jobs.queue import enqueue

LIST_ID: Final = "listId"
DUE_AT_ONCE: Final = 200
IMPORTS_PER_SYNC: Final = 250
"""Imports that one sync queues: the others follow with the next ones, so that no list delays all others."""


def sync_list_job(list_id: UUID, now: datetime, *, priority: Priority = Priority.REFRESH) -> Job:
    """Return the job that reads a list."""
    return new_job(
        JobKind.SYNC_EXTERNAL_LIST,
        now,
        dedup_key=f"{JobKind.SYNC_EXTERNAL_LIST}:{list_id}",
        priority=priority,
        payload={LIST_ID: str(list_id)},
    )


class SyncDueLists:
    """The job that queues the sync of every list that is due, and deletes what is kept no longer."""

    def __init__(self, units: ListUnits, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def __call__(self, run: Run) -> None:
        """Queue the syncs."""
        now = self._clock.now()
        async with self._units.begin() as work:
            due = await work.external_lists.due(now, DUE_AT_ONCE)
            await enqueue(work, [sync_list_job(list_id, now) for list_id in due])
            await work.remove_events(
                await work.external_lists.prune(
                    abandoned_before=now - KEEP_ABANDONED, changed_before=now - KEEP_CHANGES
                )
            )
            await run.finish(work, total=len(due))
        self._wake()


class SyncExternalList:
    """The job that reads one list."""

    def __init__(self, sites: ListSites, providers: Providers, units: ListUnits, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake
        self._reading = ListReading(sites, units, clock)
        self._finding = FindTitles(providers, units, clock)

    async def __call__(self, run: Run) -> None:
        """Sync the list of the job; raise SourceFailed or Deferred when it must wait for a provider or site."""
        list_id = UUID(run.job.payload[LIST_ID])
        async with self._units.read() as repositories:
            external = await repositories.external_lists.get(list_id)
            stored = await repositories.external_lists.items(list_id)
        if external is None:
            await self._finish(run)
            return
        try:
            reading = await self._reading.read(run, external, stored)
        except (SourceFailed, ListFailed) as failure:
            if isinstance(failure, SourceFailed) and failure.cause in WAITING:
                raise
            await self._fail(run, list_id, list_failure(failure))
            return
        seen = digest([item.key or "" for item in reading.named])
        suspicious = is_suspicious(external.items, len(reading.named)) and not external.is_uploaded
        if suspicious and external.suspected != seen:
            await self._suspect(run, list_id, seen)
            return
        items = await self._finding(run, stored, reading.named)
        async with self._units.begin() as work:
            locked = await work.external_lists.get(list_id, lock=True)
            if locked is not None:
                await self._store(work, locked, items, reading, run.job)
            await run.finish(work, total=len(items))
        self._wake()

    async def _store(
        self, work: ListWork, locked: ExternalList, items: Sequence[StoredItem], reading: Reading, job: Job
    ) -> None:
        """Store and publish what has changed, and queue the imports of missing titles."""
        now = self._clock.now()
        lists = work.external_lists
        before = await lists.items(locked.list_id)
        name = locked.name if locked.is_uploaded else reading.name or locked.name
        summary = replace(
            locked,
            name=name[:200],
            items=len(items),
            unmatched=sum(item.title is None for item in items),
            is_cut=reading.is_cut,
        )
        has_changed = locked.read_at is None or summary != locked or _shown(items) != _shown(before)
        after = read_changed(summary, now) if has_changed else read_unchanged(summary, now)
        if list(items) != list(before):
            await lists.replace_items(locked.list_id, items)
        if has_changed and locked.read_at is not None:
            by_key = {item.key: item for item in (*before, *items)}
            changes = difference([item.key for item in before], [item.key for item in items])
            recorded = [(change, by_key[change.key]) for change in changes]
            await lists.add_changes(locked.list_id, recorded, after.version, now)
        if reading.upload is not None and not await lists.forget_upload(locked.list_id, reading.upload.upload_id):
            after = replace(after, next_at=now)
        if await self._import_missing(work, items, job, now):
            after = replace(after, next_at=min(after.next_at or now + SHORTEST_INTERVAL, now + SHORTEST_INTERVAL))
        await lists.save(after)
        if after.version != locked.version:
            await work.publish(ExternalListChanged(after, tuple(items)))
        if has_changed and not after.is_uploaded:
            ranked = ranked_lists(after.list_id, before, items, now)
            await work.publish(*(ListRefreshed(of_kind, after.version) for of_kind in ranked))

    async def _import_missing(self, work: ListWork, items: Sequence[StoredItem], job: Job, now: datetime) -> bool:
        """Queue the imports of some missing titles; return whether there are more."""
        keys = [item.title for item in items if item.title is not None]
        imported = await work.titles.ever_imported(keys)
        missing = [key for key in dict.fromkeys(keys) if key not in imported]
        first = missing[:IMPORTS_PER_SYNC]
        await enqueue(work, [sync_job(key, now, priority=Priority.REFRESH, parent=job.id, live=False) for key in first])
        return len(missing) > IMPORTS_PER_SYNC

    async def _suspect(self, run: Run, list_id: UUID, seen: str) -> None:
        async with self._units.begin() as work:
            locked = await work.external_lists.get(list_id, lock=True)
            if locked is not None:
                await work.external_lists.save(unconfirmed(locked, seen, self._clock.now()))
            await run.finish(work, result={"failure": "unconfirmed"})

    async def _fail(self, run: Run, list_id: UUID, failure: ListFailed) -> None:
        async with self._units.begin() as work:
            locked = await work.external_lists.get(list_id, lock=True)
            if locked is not None:
                now = self._clock.now()
                after = failed(locked, failure.reason, now, state=failure.state, retry_at=failure.retry_at)
                await work.external_lists.save(after)
                if after.version != locked.version:
                    await work.publish(
                        ExternalListChanged(after, tuple(await work.external_lists.items(locked.list_id)))
                    )
            await run.finish(work, result={"failure": failure.reason, "detail": failure.detail})

    async def _finish(self, run: Run) -> None:
        async with self._units.begin() as work:
            await run.finish(work, total=0)


def _shown(items: Sequence[StoredItem]) -> list[tuple[str, object]]:
    """Return what followers see of items: their order and titles."""
    return [(item.key, item.title) for item in items]
