"""The plan for an occurrence: where a user hears of it, and when. A pure function of the occurrence and the user."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifications.domain.messages.kinds import KINDS, Kind, Priority
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.preferences.model import Destination, Frequency, QuietHours, Recipient, Weekday

_DIGEST: Final = KINDS["digest"]
_WEEKDAYS: Final = get_args(Weekday)


@dataclass(frozen=True, slots=True)
class PlannedDelivery:
    """One delivery: where, when, and whether alone or in a digest."""

    destination: Destination
    due_at: datetime
    frequency: Frequency


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of an occurrence for one user."""

    in_inbox: bool = False
    deliveries: tuple[PlannedDelivery, ...] = ()


def plan(occurrence: Occurrence, recipient: Recipient, now: datetime) -> Plan:
    """Return the plan; an empty one when the user does not want to hear of it."""
    kind, preferences = occurrence.kind, recipient.preferences
    if occurrence.media_id in recipient.muted or _not_mine(occurrence, recipient):
        return Plan()
    in_inbox = kind.in_inbox and preferences.frequency(kind, "inbox") != "off"
    until = occurrence.until
    planned = (planned_for(kind, destination, recipient, now, until) for destination in recipient.destinations)
    return Plan(in_inbox, tuple(item for item in planned if item is not None))


def announced_at(kind: Kind, happens_at: datetime, recipient: Recipient) -> datetime | None:
    """Return when a user hears of something before it happens; null when they do not want to.

    A lead time is a duration: a day before is 24 hours before, also where the clock is set in between.
    """
    lead_time = recipient.preferences.lead_time(kind)
    return None if lead_time is None else happens_at - lead_time


def planned_for(
    kind: Kind, destination: Destination, recipient: Recipient, now: datetime, until: datetime | None = None
) -> PlannedDelivery | None:
    """Return the delivery of a kind to one destination.

    Null when the user has turned it off, and when it would not be sent before `until`.
    """
    frequency = recipient.preferences.frequency(kind, destination.channel)
    if frequency == "off":
        return None
    if frequency == "immediate":
        sent_at = due_at = due_alone(kind, recipient, now)
    else:
        due_at = next_digest(now, frequency, recipient)
        sent_at = due_alone(_DIGEST, recipient, due_at)
    return None if until is not None and sent_at >= until else PlannedDelivery(destination, due_at, frequency)


def expiry_of(kind: Kind, due_at: datetime, until: datetime | None) -> datetime:
    """Return when a message is not worth delivering any more."""
    end = due_at + kind.lifetime
    return end if until is None else min(end, until)


def due_alone(kind: Kind, recipient: Recipient, now: datetime) -> datetime:
    """Return when a message of its own is due: now, or when the quiet hours end that it has to respect."""
    hours = recipient.preferences.quiet_hours
    if kind.priority <= Priority.SECURITY or hours is None:
        return now
    return after_quiet_hours(now, hours, recipient.time_zone)


def after_quiet_hours(at: datetime, hours: QuietHours, time_zone: str) -> datetime:
    """Return `at`, or the end of the quiet hours that it lies in, by the clock of the user's time zone."""
    local = at.astimezone(_zone(time_zone))
    clock, begins, ends = local.time(), hours.begins_at, hours.ends_at
    quiet = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
    if not quiet:
        return at
    day = local.date() + timedelta(days=1 if clock >= ends else 0)
    # Where the clock is set back, the end may exist twice: the first one can lie before `at`.
    return max(at, _instant(day, ends, time_zone)).astimezone(at.tzinfo)


def next_digest(after: datetime, frequency: Frequency, recipient: Recipient) -> datetime:
    """Return the first digest after an instant, by the clock of the user's time zone.

    A time that does not exist on its day, as the clock is set forward, is as much later as the clock skips. Of a time
    that exists twice the first counts.
    """
    preferences, time_zone = recipient.preferences, recipient.time_zone
    day = after.astimezone(_zone(time_zone)).date()
    while True:
        at = _instant(day, preferences.digest_at, time_zone)
        if at > after and (frequency == "daily" or _WEEKDAYS[day.weekday()] == preferences.digest_weekday):
            return at.astimezone(after.tzinfo)
        day += timedelta(days=1)


def _instant(day: date, clock: time, time_zone: str) -> datetime:
    return datetime.combine(day, clock, tzinfo=_zone(time_zone)).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    """Return a time zone; UTC for a name that this system does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _not_mine(occurrence: Occurrence, recipient: Recipient) -> bool:
    return (
        recipient.preferences.only_my_services
        and occurrence.provider_id is not None
        and recipient.services is not None
        and occurrence.provider_id not in recipient.services
    )
