"""Confirmation of phone numbers by a code."""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.targets.managing import target_of
from notifications.application.targets.ports import Secrets, StoredCode
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.deliveries.model import Delivery, State
from notifications.domain.messages.kinds import KINDS
from notifications.domain.targets.codes import LIFETIME, MOST_PER_HOUR, TargetCode
from notifications.domain.targets.errors import CodeNotRequested, InvalidCode, TooManyCodes
from notifications.domain.targets.model import UNCONFIRMED, Target

_HOUR: Final = timedelta(hours=1)
_KIND: Final = KINDS["phone_confirmation"]


class ConfirmTargets:
    """Sends codes to numbers, and confirms them."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], secrets: Secrets, clock: Clock) -> None:
        self._units = units
        self._secrets = secrets
        self._clock = clock

    async def send_code(self, user_id: UUID, target_id: UUID) -> None:
        """Send a code, which replaces the one before it.

        Raise TargetNotFound, CodeNotRequested, TooManyCodes or AccountErased.
        """
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            target = _unconfirmed(await target_of(work, user_id, target_id))
            number = self._secrets.open(target_id, target.sealed_address)
            now = self._clock.now()
            if await work.targets.codes_since(user_id, now - _HOUR) >= MOST_PER_HOUR:
                raise TooManyCodes(MOST_PER_HOUR, int(_HOUR.total_seconds()))
            if number is None:
                raise CodeNotRequested("the number cannot be read: delete the target and add it again")
            code, key, stored = TargetCode.new(target_id, now)
            await work.targets.save_code(StoredCode(user_id, self._secrets.seal_key(target_id, key), stored))
            delivery_id = uuid4()
            values = {"code": code, "minutes": int(LIFETIME.total_seconds()) // 60}
            delivery = Delivery(
                delivery_id=delivery_id,
                user_id=user_id,
                kind=_KIND.name,
                channel="sms",
                priority=_KIND.priority,
                state=State.PENDING,
                due_at=now,
                expires_at=now + LIFETIME,
                created_at=now,
                sealed=self._secrets.seal_message(delivery_id, number, values),
            )
            await work.deliveries.add([delivery])

    async def confirm(self, user_id: UUID, target_id: UUID, code: str) -> None:
        """Enable a number by the code that it received.

        Raise TargetNotFound, CodeNotRequested, InvalidCode or AccountErased.
        """
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            target = _unconfirmed(await target_of(work, user_id, target_id))
            stored = await work.targets.code(target_id)
            key = None if stored is None else self._secrets.open_key(target_id, stored.sealed_key)
            is_valid = False
            if stored is not None:
                is_valid = key is not None and stored.code.matches(code, key, self._clock.now())
                if not is_valid:
                    # The try counts: it is committed before the error is raised.
                    await work.targets.save_code(replace(stored, code=stored.code.tried()))
            if is_valid:
                await work.targets.delete_code(target_id)
                await work.targets.save(replace(target, disabled_at=None, disabled_reason=None))
        if not is_valid:
            raise InvalidCode("the code is wrong, expired, or was tried too often")


def _unconfirmed(target: Target) -> Target:
    if target.disabled_reason != UNCONFIRMED:
        raise CodeNotRequested("the target needs no code")
    return target
