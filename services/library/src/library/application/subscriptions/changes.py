"""Subscribing and ending subscriptions: the subscription and the action are one commit."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.subscriptions.commands import ChangeSubscription
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import MediaNotFound
from library.domain.subscriptions.subscription import Subscription, subscribed
from library.domain.subscriptions.trigger import TriggerName, check_possible


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription, and all active triggers of its title."""

    subscription: Subscription
    triggers: tuple[TriggerName, ...]


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """Whether there was a subscription, active or not, and the triggers that remain."""

    existed: bool
    triggers: tuple[TriggerName, ...]


class Subscribe:
    """Subscribes a user to a trigger of a title."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: ChangeSubscription) -> Subscribed:
        """Return the subscription. A repetition changes nothing; another filter replaces the one before.

        Raises MediaNotFound, TriggerNotPossible and AccountErased.
        """
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            title = await work.titles.find(command.media_id)
            if title is None:
                raise MediaNotFound(f"no title has the id {command.media_id}")
            check_possible(command.trigger, title.kind)
            now = self._clock.now()
            before = await work.subscriptions.find(command.user_id, command.media_id, command.trigger)
            after = subscribed(before, command.user_id, command.media_id, command.trigger, command.filter, now)
            if after is not before:
                await work.subscriptions.save(after)
                await work.actions.append(command.action("subscribe", now))
            return Subscribed(after, await work.subscriptions.active_triggers(command.user_id, command.media_id))


class Unsubscribe:
    """Ends the subscription of a user to a trigger of a title."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, command: ChangeSubscription) -> Unsubscribed:
        """End the subscription if there is one; raise AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            now = self._clock.now()
            before = await work.subscriptions.find(command.user_id, command.media_id, command.trigger)
            after = before.ended(now) if before else None
            if after is not None and after is not before:
                await work.subscriptions.save(after)
                await work.actions.append(command.action("unsubscribe", now))
            remaining = await work.subscriptions.active_triggers(command.user_id, command.media_id)
            return Unsubscribed(before is not None, remaining)
