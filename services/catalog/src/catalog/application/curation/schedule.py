"""Scheduled changes: requested by editors, applied by the worker when they are due."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from catalog.application.curation.collections import CuratedCollections, require_titles
from catalog.application.curation.ports import CurationReads, CurationWork, SchedulePage
from catalog.application.editing.editing import TitleEditing
from catalog.domain.curation.errors import CuratedCollectionNotFound, ScheduledChangeNotFound
from catalog.domain.curation.scheduling import ScheduledAction, ScheduledChange, ScheduleState
from catalog.domain.editing.audit import Action, Actor, AuditEntry
from catalog.domain.editing.edition import Condition
from catalog.domain.errors import CatalogError
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory


class Schedule:
    """Adds, lists and cancels scheduled changes."""

    def __init__(
        self,
        units: UnitOfWorkFactory[CurationWork],
        reads: CurationReads,
        clock: Clock,
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        self._units = units
        self._reads = reads
        self._clock = clock
        self._new_id = new_id

    async def page(self, state: ScheduleState | None, target: str | None, limit: int, offset: int) -> SchedulePage:
        """Return a page of scheduled changes, the next one first."""
        return await self._reads.schedule(state, target, limit, offset)

    async def add(
        self, action: ScheduledAction, target: str, due_at: datetime, reason: str | None, actor: Actor
    ) -> ScheduledChange:
        """Schedule a change; raise DueInThePast, CuratedCollectionNotFound and TitleUnknown."""
        now = self._clock.now()
        change = ScheduledChange(self._new_id(), action, target, due_at, reason, actor.user_id, now)
        change.check_due(now)
        async with self._units.begin() as work:
            if action.startswith("title."):
                await require_titles(work, [UUID(target)])
            elif await work.lock_collection(target) is None:
                raise CuratedCollectionNotFound(f"no collection has the slug {target}")
            await work.add_scheduled_change(change)
            await work.record(_entry("schedule.create", change, actor, now))
        return change

    async def cancel(self, change_id: UUID, actor: Actor) -> ScheduledChange:
        """Cancel a pending change; raise ScheduledChangeNotFound, and ScheduleEnded after its end."""
        now = self._clock.now()
        async with self._units.begin() as work:
            change = await work.lock_scheduled_change(change_id)
            if change is None:
                raise ScheduledChangeNotFound("no scheduled change has this id")
            change.check_pending()
            cancelled = replace(change, state="cancelled", ended_at=now)
            await work.end_scheduled_change(cancelled)
            await work.record(_entry("schedule.cancel", change, actor, now))
        return cancelled


class ApplyDueChanges:
    """Applies every change that is due, each in one transaction with its effect and its audit entry.

    A change is locked while it is applied, and other workers skip it. A worker that dies leaves it pending.
    """

    def __init__(
        self,
        units: UnitOfWorkFactory[CurationWork],
        titles: TitleEditing,
        collections: CuratedCollections,
        clock: Clock,
    ) -> None:
        self._units = units
        self._titles = titles
        self._collections = collections
        self._clock = clock

    async def __call__(self) -> None:
        """Apply due changes until there is none."""
        while await self._apply_next():
            continue

    async def _apply_next(self) -> bool:
        now = self._clock.now()
        async with self._units.begin() as work:
            change = await work.claim_due(now)
            if change is None:
                return False
            try:
                await self._apply(work, change)
            except CatalogError as error:
                # Its target was deleted meanwhile; nothing was written yet.
                await work.end_scheduled_change(replace(change, state="failed", ended_at=now, failure=str(error)))
            else:
                await work.end_scheduled_change(replace(change, state="done", ended_at=now))
        return True

    async def _apply(self, work: CurationWork, change: ScheduledChange) -> None:
        actor, condition = Actor(change.user_id), Condition()
        match change.action:
            case "title.hide":
                await self._titles.hide_in(work, UUID(change.target), change.reason or "", actor, condition)
            case "title.unhide":
                await self._titles.unhide_in(work, UUID(change.target), actor, condition)
            case "collection.publish":
                await self._collections.publish_in(work, change.target, actor, condition, published=True)
            case "collection.unpublish":
                await self._collections.publish_in(work, change.target, actor, condition, published=False)


def _entry(action: Action, change: ScheduledChange, actor: Actor, now: datetime) -> AuditEntry:
    is_title = change.action.startswith("title.")
    state = {"action": change.action, "target": change.target, "at": change.due_at.isoformat()}
    before, after = ({}, state) if action == "schedule.create" else (state, {})
    media_id = UUID(change.target) if is_title else None
    return AuditEntry(now, actor, action, f"schedule:{change.id}", media_id, before, after, change.reason)
