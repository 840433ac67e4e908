"""The plan for an occurrence: where a user hears of it, and when. A pure function of the occurrence and the user."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from notifications.domain.messages.kinds import Priority
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.preferences.model import Destination, Frequency, QuietHours, Recipient


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
    deliveries = []
    for destination in recipient.destinations:
        frequency = preferences.frequency(kind, destination.channel)
        if frequency == "immediate":
            due_at = now
            if kind.priority > Priority.SECURITY and preferences.quiet_hours is not None:
                due_at = after_quiet_hours(now, preferences.quiet_hours, recipient.time_zone)
            deliveries.append(PlannedDelivery(destination, due_at, frequency))
    return Plan(in_inbox, tuple(deliveries))


def after_quiet_hours(at: datetime, hours: QuietHours, time_zone: str) -> datetime:
    """Return `at`, or the end of the quiet hours that it lies in, by the clock of the user's time zone."""
    local = at.astimezone(ZoneInfo(time_zone))
    clock, begins, ends = local.time(), hours.begins_at, hours.ends_at
    quiet = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
    if not quiet:
        return at
    day = local.date() + timedelta(days=1 if clock >= ends else 0)
    return datetime.combine(day, ends, tzinfo=local.tzinfo).astimezone(at.tzinfo)


def _not_mine(occurrence: Occurrence, recipient: Recipient) -> bool:
    return (
        recipient.preferences.only_my_services
        and occurrence.provider_id is not None
        and recipient.services is not None
        and occurrence.provider_id not in recipient.services
    )
