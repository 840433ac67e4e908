"""Ports of the use cases about preferences."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from notifications.domain.preferences.model import Preferences


@dataclass(frozen=True, slots=True)
class StoredPreferences:
    """The preferences of a user; version 0 are the defaults, which are not stored."""

    preferences: Preferences = field(default_factory=Preferences)
    version: int = 0
    time_zone: str = "UTC"
    """Of the user's profile: the clock by which times of the day count."""


class PreferencesStore(Protocol):
    """Preferences within one transaction."""

    async def get(self, user_id: UUID) -> StoredPreferences:
        """Return the preferences of a user."""
        ...

    async def save(self, user_id: UUID, preferences: Preferences, version: int, now: datetime) -> None:
        """Store preferences as a version."""
        ...

    async def mute(self, user_id: UUID, media_id: UUID, now: datetime) -> None:
        """Mute a title; one that is muted already keeps its time."""
        ...

    async def unmute(self, user_id: UUID, media_id: UUID) -> None:
        """Unmute a title, if it is muted."""
        ...


@dataclass(frozen=True, slots=True)
class MutedTitle:
    """A title that a user does not want to hear of."""

    media_id: UUID
    muted_at: datetime


class PreferencesReader(Protocol):
    """Reads what users have chosen."""

    async def get(self, user_id: UUID) -> StoredPreferences:
        """Return the preferences of a user."""
        ...

    async def muted(self, user_id: UUID, part: Slice) -> Part[MutedTitle]:
        """Return a part of the titles that a user has muted, the latest first."""
        ...
