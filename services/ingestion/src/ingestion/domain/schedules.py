"""What runs by itself, and when: rows that an administrator can change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from ingestion.domain.cron import parse
from ingestion.domain.jobs import JobKind, Priority

LATE: Final = timedelta(minutes=5)
"""A run later than this was missed: it is caught up once, or left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A job that comes due by a cron expression in UTC."""

    name: str
    kind: JobKind
    cron: str
    description: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    priority: Priority = Priority.REFRESH
    enabled: bool = True
    catch_up: bool = True
    last_run_at: datetime | None = None
    next_run_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What a look at a schedule gives: its new state, and the instant it ran for when it is to run."""

    schedule: Schedule
    run_for: datetime | None


def look(schedule: Schedule, now: datetime) -> Due:
    """Tell whether a schedule is due. Of several missed runs one is caught up, or none."""
    cron = parse(schedule.cron)
    if schedule.next_run_at is None:
        return Due(replace(schedule, next_run_at=cron.after(now)), None)
    if schedule.next_run_at > now or not schedule.enabled:
        return Due(schedule, None)
    due = schedule.next_run_at
    moved = replace(schedule, next_run_at=cron.after(now))
    if now - due > LATE and not schedule.catch_up:
        return Due(moved, None)
    return Due(replace(moved, last_run_at=now), due)


DEFAULTS: Final = (
    Schedule(
        name="tracked-shows",
        kind=JobKind.TRACKED_SHOWS,
        cron="0 8,20 * * *",
        description="Refresh every running show that somebody follows",
        priority=Priority.TRACKED,
    ),
    Schedule(
        name="snapshots",
        kind=JobKind.SNAPSHOTS,
        cron="0 3 * * *",
        description="Collect the day's watchers and popularity of every title",
        priority=Priority.SNAPSHOT,
    ),
    Schedule(
        name="trending",
        kind=JobKind.TRENDING,
        cron="0 */6 * * *",
        description="Take the trending lists and import what is missing",
        payload={"pages": 5, "syncStats": True},
    ),
    Schedule(
        name="now-playing",
        kind=JobKind.NOW_PLAYING,
        cron="0 6 * * *",
        description="Take the list of movies in cinemas and import what is missing",
    ),
    Schedule(
        name="now-playing-flags",
        kind=JobKind.NOW_PLAYING_FLAGS,
        cron="30 6 * * *",
        description="Take the list of movies in cinemas again, without imports",
    ),
    Schedule(
        name="new-releases",
        kind=JobKind.NEW_RELEASES,
        cron="0 4 * * 1,4",
        description="Find movies released in cinemas lately and import what is missing",
        payload={"daysBack": 30},
    ),
    Schedule(
        name="new-on-digital",
        kind=JobKind.NEW_ON_DIGITAL,
        cron="0 5 * * *",
        description="Find movies released on digital services lately and import what is missing",
        payload={"daysBack": 14},
    ),
    Schedule(
        name="change-feed",
        kind=JobKind.CHANGE_FEED,
        cron="15 * * * *",
        description="Refresh known titles that TMDB says have changed",
    ),
    Schedule(
        name="provider-offers",
        kind=JobKind.PROVIDER_OFFERS,
        cron="0 2 * * *",
        description="Look where every title can be watched, and tell what is different",
        priority=Priority.SNAPSHOT,
    ),
    Schedule(
        name="mend",
        kind=JobKind.RETRY_MISSING,
        cron="*/30 * * * *",
        description="Import again titles for which an optional source failed or was out of quota",
        priority=Priority.SNAPSHOT,
    ),
)
