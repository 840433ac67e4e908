"""Targets of a user: listing, adding, changing and deleting them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.targets.addresses import Address, AddressBook
from notifications.application.targets.ports import Secrets
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.targets.errors import TargetLimitReached, TargetNotConfirmed, TargetNotFound
from notifications.domain.targets.model import OWNER, UNCONFIRMED, Target


@dataclass(frozen=True, slots=True)
class ShownTarget:
    """A target, and what may be shown of its address."""

    target: Target
    address: str | None
    is_new: bool = False


class ManageTargets:
    """Manages the targets of users."""

    def __init__(
        self, units: UnitOfWorkFactory[UnitOfWork], secrets: Secrets, book: AddressBook, clock: Clock, *, most: int
    ) -> None:
        self._units = units
        self._secrets = secrets
        self._book = book
        self._clock = clock
        self._most = most

    async def of_user(self, user_id: UUID) -> Sequence[ShownTarget]:
        """Return the targets of a user, the oldest first."""
        async with self._units.begin() as work:
            targets = await work.targets.of_user(user_id)
        # An address at a service is read by a library that is slow to load.
        return await asyncio.to_thread(lambda: [self._shown(target) for target in targets])

    async def add(self, user_id: UUID, address: Address, name: str | None) -> ShownTarget:
        """Store a target; the same address again is the same target, which is enabled and renewed.

        Raise TargetLimitReached or AccountErased.
        """
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            targets = await work.targets.of_user(user_id)
            same = await asyncio.to_thread(self._same, targets, address)
            if same is not None:
                target = self._renewed(same, address, name)
                await work.targets.save(target)
            elif len(targets) >= self._most:
                raise TargetLimitReached(self._most)
            else:
                target = self._new(user_id, address, name, self._clock.now())
                await work.targets.add(target)
        return await asyncio.to_thread(self._shown, target, is_new=same is None)

    async def change(self, user_id: UUID, target_id: UUID, *, name: str | None, enabled: bool | None) -> ShownTarget:
        """Change what is not null; raise TargetNotFound, TargetNotConfirmed or AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            target = await target_of(work, user_id, target_id)
            if target.disabled_reason == UNCONFIRMED and enabled:
                raise TargetNotConfirmed("the number is not confirmed: send the code that it received")
            if enabled and not target.is_enabled:
                target = replace(target, disabled_at=None, disabled_reason=None)
            elif enabled is False and target.is_enabled:
                target = replace(target, disabled_at=self._clock.now(), disabled_reason=OWNER)
            target = replace(target, name=name or target.name)
            await work.targets.save(target)
        return await asyncio.to_thread(self._shown, target)

    async def delete(self, user_id: UUID, target_id: UUID) -> None:
        """Delete a target; raise TargetNotFound or AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            await work.targets.delete((await target_of(work, user_id, target_id)).target_id)

    def _new(self, user_id: UUID, address: Address, name: str | None, now: datetime) -> Target:
        target_id = uuid4()
        unconfirmed = address.channel == "sms"
        return Target(
            target_id,
            user_id,
            address.channel,
            name or address.name,
            address.service,
            self._secrets.seal(target_id, address.value),
            now,
            disabled_at=now if unconfirmed else None,
            disabled_reason=UNCONFIRMED if unconfirmed else None,
            address_digest=address.digest,
        )

    def _renewed(self, target: Target, address: Address, name: str | None) -> Target:
        sealed = self._secrets.seal(target.target_id, address.value)
        target = replace(target, name=name or target.name, sealed_address=sealed)
        if target.disabled_reason == UNCONFIRMED:
            return target
        return replace(target, disabled_at=None, disabled_reason=None)

    def _same(self, targets: Sequence[Target], address: Address) -> Target | None:
        for target in targets:
            if target.channel != address.channel:
                continue
            value = self._secrets.open(target.target_id, target.sealed_address)
            if value is not None and self._book.identity(target.channel, value) == address.identity:
                return target
        return None

    def _shown(self, target: Target, *, is_new: bool = False) -> ShownTarget:
        value = self._secrets.open(target.target_id, target.sealed_address)
        return ShownTarget(target, self._book.shown(target.channel, value), is_new)


async def target_of(work: UnitOfWork, user_id: UUID, target_id: UUID) -> Target:
    """Return a target of a user; raise TargetNotFound."""
    for target in await work.targets.of_user(user_id):
        if target.target_id == target_id:
            return target
    raise TargetNotFound(f"no target has the id {target_id}")
