"""The plan for an occurrence: where a user hears of it, and when. A pure function of the occurrence and the user."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifications.domain.messages.kinds import Kind, Priority
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.preferences.model import Destination, Frequency, QuietHours, Recipient, Weekday

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
    planned = (planned_for(kind, destination, recipient, now) for destination in recipient.destinations)
    return Plan(in_inbox, tuple(item for item in planned if item is not None))


def planned_for(kind: Kind, destination: Destination, recipient: Recipient, now: datetime) -> PlannedDelivery | None:
    """Return the delivery of a kind to one destination; null when the user has turned it off."""
    frequency = recipient.preferences.frequency(kind, destination.channel)
    if frequency == "off":
        return None
    if frequency == "immediate":
        return PlannedDelivery(destination, due_alone(kind, recipient, now), frequency)
    return PlannedDelivery(destination, next_digest(now, frequency, recipient), frequency)


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
