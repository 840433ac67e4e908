"""Changes of preferences."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Final, Literal, TypeAlias, TypedDict

from notifications.domain.messages.kinds import KINDS, Kind
from notifications.domain.preferences.model import Channel, Frequency, Preferences, QuietHours, Weekday

ChoiceChannel = Literal["inbox", "email", "webpush", "sms", "service"]
CHOICES: Final[Mapping[ChoiceChannel, tuple[Frequency, ...]]] = {
    "inbox": ("off", "immediate"),
    "email": ("off", "immediate", "daily", "weekly"),
    "webpush": ("off", "immediate", "daily", "weekly"),
    "sms": ("off", "immediate", "daily", "weekly"),
    "service": ("off", "immediate", "daily", "weekly"),
}
"""What a user may choose on each channel: the inbox collects by itself, and webhooks belong to other systems."""
LeadTimeChanges: TypeAlias = Mapping[str, int | None]
"""By kind, in minutes; null restores the default, which is none."""
FrequencyChanges: TypeAlias = Mapping[str, Mapping[Channel, Frequency | None]]
"""By kind and channel; null restores the default."""


class Fields(TypedDict, total=False):
    """The other choices that change, by the names of `Preferences`."""

    quiet_hours: QuietHours | None
    digest_at: time
    digest_weekday: Weekday
    only_my_services: bool


def choosable_kinds(*, is_administrator: bool) -> list[Kind]:
    """Return the kinds that a user has choices of, in the order of the catalog."""
    return [kind for kind in KINDS.values() if kind.choosable and (is_administrator or not kind.administrators_only)]


def turned_off(preferences: Preferences, kind: str, channel: Channel) -> FrequencyChanges:
    """Return the change that turns off a kind on a channel; `digest` is every kind that is collected there."""
    if kind != "digest":
        return {kind: {channel: "off"}}
    return {
        item.name: {channel: "off"}
        for item in choosable_kinds(is_administrator=True)
        if preferences.frequency(item, channel) in ("daily", "weekly")
    }


def changed(
    preferences: Preferences, frequencies: FrequencyChanges, fields: Fields, lead_times: LeadTimeChanges
) -> Preferences:
    """Return preferences with changes: what is not stated stays."""
    chosen = {kind: dict(channels) for kind, channels in preferences.frequencies.items()}
    for kind, channels in frequencies.items():
        for channel, frequency in channels.items():
            if frequency is None:
                chosen.get(kind, {}).pop(channel, None)
            else:
                chosen.setdefault(kind, {})[channel] = frequency
    leads = {**preferences.lead_times, **lead_times}
    return replace(
        preferences,
        frequencies={kind: channels for kind, channels in chosen.items() if channels},
        lead_times={kind: minutes for kind, minutes in leads.items() if minutes is not None},
        **fields,
    )
