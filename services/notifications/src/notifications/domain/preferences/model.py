"""The choices of a user."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Final, Literal
from uuid import UUID

from notifications.domain.messages.kinds import Kind

Channel = Literal["inbox", "email", "webpush", "sms", "service", "webhook"]
"""`service` is a target of the library apprise, such as Discord, Telegram or ntfy."""
Frequency = Literal["off", "immediate", "daily", "weekly"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

DEFAULTS: Final[Mapping[Channel, Frequency]] = {
    "inbox": "immediate",
    "email": "daily",
    "webpush": "immediate",
    "sms": "off",
    "service": "immediate",
    "webhook": "immediate",
}
"""What a user gets who has chosen nothing: mail once a day, the rest at once, as a target was added on purpose."""
IMMEDIATE_MAIL: Final = frozenset(
    {
        "import_finished",
        "import_failed",
        "file_import_finished",
        "file_import_failed",
        "payment_failed",
        "payment_overdue",
        "plan_expired",
        "media_source_degraded",
        "source_degraded",
        "target_disabled",
    }
)
"""Kinds whose mail does not wait for a digest unless the user says so."""


LEAD_TIMES: Final = (60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60)
"""How many minutes before it happens a user may hear of something; library announces airings earlier."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A time of the day in which only codes and security notices are delivered outside of the inbox."""

    begins_at: time
    ends_at: time
    """Before `begins_at` when the hours include midnight."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices of a user; what is not chosen has a default."""

    frequencies: Mapping[str, Mapping[Channel, Frequency]] = field(default_factory=dict)
    """By kind and channel."""
    quiet_hours: QuietHours | None = None
    digest_at: time = time(8)
    digest_weekday: Weekday = "monday"
    only_my_services: bool = False
    """Whether services that the user does not have are left out."""
    lead_times: Mapping[str, int] = field(default_factory=dict)
    """By kind, how many minutes before it happens the user hears of it too; not before without one."""

    def lead_time(self, kind: Kind) -> timedelta | None:
        """Return how long before it happens the user wants to hear of something; null when only then."""
        minutes = self.lead_times.get(kind.name)
        return None if minutes is None else timedelta(minutes=minutes)

    def frequency(self, kind: Kind, channel: Channel) -> Frequency:
        """Return how often the user wants a kind on a channel."""
        chosen = self.frequencies.get(kind.name, {}).get(channel)
        if chosen is not None:
            return chosen
        if channel == "email" and kind.name in IMMEDIATE_MAIL:
            return "immediate"
        return DEFAULTS[channel]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a user can be reached on a channel; `target_id` is null for the address of the account."""

    channel: Channel
    target_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """A user as planning needs them."""

    user_id: UUID
    preferences: Preferences = Preferences()
    time_zone: str = "UTC"
    """Name of the IANA database."""
    destinations: tuple[Destination, ...] = ()
    """Where they can be reached now: enabled targets, and a confirmed address."""
    services: frozenset[int] | None = None
    """TMDB's numbers of the services that they have; null when they have named none."""
    muted: frozenset[UUID] = frozenset()
    """Those of the titles in question that they do not want to hear of."""
