"""Evaluating occurrences: each subscription is triggered once per occurrence, whatever is delivered again.

An occurrence is recorded per subscription in the transaction that publishes it. Events and the clock may find the same
one: an episode has aired when its instant has come, and again when a refresh of the show observes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.subscriptions.announcing import AnnounceUpcoming
from library.application.subscriptions.changes import Subscribe, Unsubscribe
from library.application.subscriptions.commands import Situation
from library.application.subscriptions.ports import SubscriptionReader
from library.application.unit_of_work import UnitOfWork
from library.domain.subscriptions.occurrence import Occurrence
from library.domain.subscriptions.upcoming import LATE_BY, UpcomingDates, days_around


class TriggerSubscriptions:
    """Triggers subscriptions by what events report. The caller owns the transaction."""

    def __init__(self, clock: Clock, default_region: str) -> None:
        self._clock = clock
        self._default_region = default_region

    async def __call__(self, work: UnitOfWork, occurrences: Sequence[Occurrence]) -> None:
        """Trigger every subscription that these occurrences concern, then end those to shows that ended."""
        now = self._clock.now()
        recent = [occurrence for occurrence in occurrences if not occurrence.is_stale(now)]
        if recent:
            await work.subscriptions.trigger(recent, Situation(now, self._default_region))
        ends = [occurrence for occurrence in occurrences if occurrence.ends_show]
        if ends:
            await work.subscriptions.end(ends, now)


class RecordUpcoming:
    """Stores dates that lie ahead. The caller owns the transaction."""

    async def __call__(self, work: UnitOfWork, dates: Sequence[UpcomingDates]) -> None:
        """Store those that have days; of the versions in a batch the newest counts."""
        newest: dict[tuple[object, int], UpcomingDates] = {}
        for item in dates:
            key = item.subject_id, item.part
            if item.days and (key not in newest or newest[key].version < item.version):
                newest[key] = item
        if newest:
            await work.upcoming.save([newest[key] for key in sorted(newest, key=str)])


class TriggerDue:
    """Triggers subscriptions when the time of an airing, or the day of a release, has come."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock, default_region: str) -> None:
        self._units = units
        self._clock = clock
        self._default_region = default_region

    async def __call__(self) -> int:
        """Trigger what has become due, delete past dates, and return the number of triggered subscriptions."""
        now = self._clock.now()
        async with self._units.begin() as work:
            days = days_around(now)
            due = [occurrence for dates in await work.upcoming.due(days) for occurrence in dates.due(now)]
            triggered = 0
            if due:
                todays = {name: now.astimezone(zone).date() for name, zone in _zones(await work.upcoming.time_zones())}
                triggered = await work.subscriptions.trigger(due, Situation(now, self._default_region, todays))
            await work.upcoming.delete_past(min(days) - LATE_BY)
            return triggered


@dataclass(frozen=True, slots=True)
class SubscriptionUseCases:
    """Every use case about subscriptions; `items` reads without further rules."""

    subscribe: Subscribe
    unsubscribe: Unsubscribe
    trigger: TriggerSubscriptions
    record_upcoming: RecordUpcoming
    trigger_due: TriggerDue
    announce_upcoming: AnnounceUpcoming
    items: SubscriptionReader


def _zones(names: Sequence[str]) -> list[tuple[str, ZoneInfo]]:
    """Return the time zones that are known here; users of any other have the day in UTC."""
    zones = []
    for name in names:
        try:
            zones.append((name, ZoneInfo(name)))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return zones
