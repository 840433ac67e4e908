"""Schedules: jobs that are queued by a cron expression. They are rows, so that an administrator can change them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from jobs.cron import next_run
from jobs.model import INTERACTIVE, Job, new_job

MISSED_AFTER: Final = timedelta(minutes=5)
"""A run that is later than this was missed: it is caught up once, or skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A job that is due by a cron expression in UTC."""

    name: str
    kind: str
    cron: str
    description: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    priority: int
    enabled: bool = True
    catch_up: bool = True
    """Whether a missed run is made up for. Of several missed runs one is."""
    last_run_at: datetime | None = None
    next_run_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """The next state of a schedule, and the instant it is due for; `run_for` is None when it is not due."""

    schedule: Schedule
    run_for: datetime | None


def advance(schedule: Schedule, now: datetime) -> Advance:
    """Return the next state of a schedule, and whether its job must be queued. Raise InvalidCron."""
    if schedule.next_run_at is None:
        return Advance(replace(schedule, next_run_at=next_run(schedule.cron, now)), None)
    if schedule.next_run_at > now or not schedule.enabled:
        return Advance(schedule, None)
    due = schedule.next_run_at
    moved = replace(schedule, next_run_at=next_run(schedule.cron, now))
    if now - due > MISSED_AFTER and not schedule.catch_up:
        return Advance(moved, None)
    return Advance(replace(moved, last_run_at=now), due)


def changed(
    schedule: Schedule, now: datetime, *, cron: str | None, enabled: bool | None, catch_up: bool | None
) -> Schedule:
    """Return a schedule with new values; None keeps a value. Raise InvalidCron.

    A new expression, and a schedule that is enabled again, start from the next matching instant.
    """
    result = replace(
        schedule,
        cron=schedule.cron if cron is None else cron,
        enabled=schedule.enabled if enabled is None else enabled,
        catch_up=schedule.catch_up if catch_up is None else catch_up,
    )
    if cron is not None or (enabled and not schedule.enabled):
        return replace(result, next_run_at=next_run(result.cron, now))
    return result


def scheduled_job(schedule: Schedule, now: datetime, _: datetime, user: UUID | None) -> Job:
    """Return the job of a schedule, one at a time per kind; the most urgent one if a user waits for it."""
    priority = schedule.priority if user is None else INTERACTIVE
    return new_job(schedule.kind, "all", now, schedule.payload, priority=priority, user=user)
