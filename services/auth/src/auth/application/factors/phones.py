"""The phone number of an account: adding it, confirming it by a code, and removing it."""

from auth.application.factors.enrolment import added, first_recovery_codes, lock_owner, removed
from auth.application.factors.messages import Messages
from auth.application.factors.proofs import use_code
from auth.application.security.attempts import count_attempt
from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import AuthError
from auth.domain.factors.errors import InvalidFactor, PhoneConfirmed, PhoneMissing
from auth.domain.factors.methods import PhoneUse
from auth.domain.factors.phones import Phone, parse_phone
from auth.domain.factors.throttling import account_subject, factor_key
from auth.domain.security.actor import Actor
from chassis.core.unit_of_work import UnitOfWorkFactory

FACTOR = "phone number"


class PhoneUseCases:
    """Manages the phone number of an account."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], messages: Messages) -> None:
        self._units = units
        self._messages = messages

    async def add(self, user: Actor, number: str, use: PhoneUse) -> None:
        """Store a number and send a code to it; raise InvalidInput, PhoneConfirmed or TooManyAttempts."""
        number = parse_phone(number)
        async with self._units.begin() as work:
            await lock_owner(work, user.account_id)
            before = await work.factors.phones.of(user.account_id)
            if before is not None and before.confirmed_at is not None:
                raise PhoneConfirmed
            now = await work.now()
            phone = Phone(user.account_id, number, use, now)
            await work.factors.phones.save(phone)
            await self._messages.send(work, phone, "phone", now)

    async def confirm(self, user: Actor, code: str) -> tuple[str, ...]:
        """Put the number into use; return recovery codes if it is the first second factor.

        Raise PhoneMissing, PhoneConfirmed, TooManyAttempts or InvalidFactor.
        """
        rejection: AuthError | None = None
        codes: tuple[str, ...] = ()
        async with self._units.begin() as work:
            owner = await lock_owner(work, user.account_id)
            phone, now = await work.factors.phones.of(user.account_id), await work.now()
            if phone is None:
                raise PhoneMissing
            if phone.confirmed_at is not None:
                raise PhoneConfirmed
            key = factor_key(user.account_id)
            await count_attempt(work, key, now)
            try:
                await use_code(work, account_subject(user.account_id), "phone", code, now)
            except InvalidFactor as error:
                # Raised after the commit, so that the try counts.
                rejection = error
            else:
                await work.attempts.clear(key)
                await work.factors.phones.save(Phone(user.account_id, phone.number, phone.use, phone.created_at, now))
                if phone.use == "second-factor":
                    codes = await first_recovery_codes(work, user.account_id)
                await added(work, owner, user, now, FACTOR)
        if rejection is not None:
            raise rejection
        return codes

    async def remove(self, user: Actor) -> None:
        """Remove the number, confirmed or not; raise PhoneMissing."""
        async with self._units.begin() as work:
            owner = await lock_owner(work, user.account_id)
            phone = await work.factors.phones.of(user.account_id)
            if phone is None:
                raise PhoneMissing
            await work.factors.phones.delete(user.account_id)
            if phone.confirmed_at is not None:
                await removed(work, owner, user, await work.now(), FACTOR)
