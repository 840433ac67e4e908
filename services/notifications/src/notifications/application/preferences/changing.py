"""Changing what a user has chosen. What waits to be sent is planned again in the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.digests.replanning import Replan
from notifications.application.preferences.ports import StoredPreferences
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.errors import PreferencesChanged
from notifications.domain.preferences.changes import Fields, FrequencyChanges, LeadTimeChanges, changed
from notifications.domain.preferences.model import Preferences, Recipient
from notifications.domain.preferences.planning import announced_at


@dataclass(frozen=True, slots=True)
class ChangePreferencesCommand:
    """What a user chooses; what is not stated stays."""

    user_id: UUID
    frequencies: FrequencyChanges = field(default_factory=dict)
    fields: Fields = field(default_factory=Fields)
    lead_times: LeadTimeChanges = field(default_factory=dict)
    versions: Collection[int] | None = None
    """The versions of which the client has read one; null for any."""


class ChangePreferences:
    """Changes preferences. A repetition changes nothing."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], replan: Replan, clock: Clock) -> None:
        self._units = units
        self._replan = replan
        self._clock = clock

    async def __call__(self, command: ChangePreferencesCommand) -> StoredPreferences:
        """Return the preferences as they are then; raise PreferencesChanged, AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            before = await work.preferences.get(command.user_id)
            if command.versions is not None and before.version not in command.versions:
                raise PreferencesChanged
            preferences = changed(before.preferences, command.frequencies, command.fields, command.lead_times)
            if preferences == before.preferences:
                return before
            version = before.version + 1
            await work.preferences.save(command.user_id, preferences, version, self._clock.now())
            await self._replan(work, [command.user_id])
            if preferences.lead_times != before.preferences.lead_times:
                await _plan_upcoming(work, command.user_id, preferences)
        return replace(before, preferences=preferences, version=version)


class MuteTitles:
    """Mutes titles. A repetition changes nothing."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], replan: Replan, clock: Clock) -> None:
        self._units = units
        self._replan = replan
        self._clock = clock

    async def mute(self, user_id: UUID, media_id: UUID) -> None:
        """Mute a title: what waits to be sent of it is cancelled; raise AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            await work.preferences.mute(user_id, media_id, self._clock.now())
            await self._replan(work, [user_id])

    async def unmute(self, user_id: UUID, media_id: UUID) -> None:
        """Unmute a title: what happens from now on is planned; raise AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            await work.preferences.unmute(user_id, media_id)


async def _plan_upcoming(work: UnitOfWork, user_id: UUID, preferences: Preferences) -> None:
    """Set when the user hears of what lies ahead: at once, if a lead time has begun already."""
    recipient = Recipient(user_id, preferences)
    await work.upcoming.plan(
        {
            item.key: announced_at(item.kind, item.airs_at, recipient)
            for item in await work.upcoming.unreported(user_id)
            if item.airs_at is not None
        }
    )
