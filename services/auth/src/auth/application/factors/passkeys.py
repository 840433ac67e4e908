"""Passkeys of an account: registration, list, names and removal."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from auth.application.factors.enrolment import added, lock_owner, removed
from auth.application.factors.ports import Ceremonies, Json
from auth.application.sessions.active import require_active
from auth.application.unit_of_work import UnitOfWork
from auth.domain.factors.challenges import Challenge, digest_of
from auth.domain.factors.errors import PASSKEYS_PER_ACCOUNT, InvalidFactor, PasskeyLimit, PasskeyMissing
from auth.domain.factors.passkeys import DEFAULT_NAME, Passkey, parse_name
from auth.domain.security.actor import Actor
from chassis.core.unit_of_work import UnitOfWorkFactory

FACTOR = "passkey"


class PasskeyUseCases:
    """Manages the passkeys of an account."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], ceremonies: Ceremonies) -> None:
        self._units = units
        self._ceremonies = ceremonies

    async def options(self, account_id: UUID) -> Json:
        """Return the options with which a browser makes a passkey; raise PasskeyLimit."""
        async with self._units.begin() as work:
            owner = await lock_owner(work, account_id)
            passkeys = await work.factors.passkeys.of(account_id)
            if len(passkeys) >= PASSKEYS_PER_ACCOUNT:
                raise PasskeyLimit
            value, challenge = Challenge.new("passkey-registration", account_id, await work.now())
            await work.factors.challenges.add(challenge)
        return self._ceremonies.registration_options(owner, value, passkeys)

    async def register(self, user: Actor, credential: Json, name: str | None) -> Passkey:
        """Add a passkey; raise InvalidFactor, InvalidInput or PasskeyLimit. A challenge is good for one attempt."""
        value = self._ceremonies.challenge_of(credential)
        passkey = None
        async with self._units.begin() as work:
            challenge = await work.factors.challenges.of(digest_of(value))
            if challenge is None or challenge.account_id != user.account_id:
                raise InvalidFactor
            await work.factors.challenges.delete(challenge.digest)
            now = await work.now()
            if challenge.is_open("passkey-registration", now):
                passkey = await self._add(work, user, credential, value, name)
        if passkey is None:
            raise InvalidFactor
        return passkey

    async def _add(
        self, work: UnitOfWork, user: Actor, credential: Json, value: bytes, name: str | None
    ) -> Passkey | None:
        """Return the new passkey, or null for a response that proves nothing."""
        owner, now = await lock_owner(work, user.account_id), await work.now()
        if len(await work.factors.passkeys.of(user.account_id)) >= PASSKEYS_PER_ACCOUNT:
            raise PasskeyLimit
        try:
            made = self._ceremonies.verify_registration(credential, value)
        except InvalidFactor:
            return None
        passkey = Passkey(
            id=uuid4(),
            account_id=user.account_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=parse_name(name or DEFAULT_NAME),
            backed_up=made.backed_up,
            transports=made.transports,
            created_at=now,
        )
        if not await work.factors.passkeys.add(passkey):
            return None
        await added(work, owner, user, now, FACTOR)
        return passkey

    async def list(self, user: Actor) -> Sequence[Passkey]:
        """Return the passkeys of an account, the oldest first; raise SessionEnded."""
        async with self._units.begin() as work:
            await require_active(work, user)
            return await work.factors.passkeys.of(user.account_id)

    async def rename(self, user: Actor, passkey_id: UUID, name: str) -> Passkey:
        """Return the passkey with its new name; raise SessionEnded, PasskeyMissing or InvalidInput."""
        async with self._units.begin() as work:
            await require_active(work, user)
            await lock_owner(work, user.account_id)
            passkeys = await work.factors.passkeys.of(user.account_id)
            passkey = next((passkey for passkey in passkeys if passkey.id == passkey_id), None)
            if passkey is None:
                raise PasskeyMissing
            renamed = replace(passkey, name=parse_name(name))
            await work.factors.passkeys.save(renamed)
        return renamed

    async def remove(self, user: Actor, passkey_id: UUID) -> None:
        """Remove a passkey; raise PasskeyMissing."""
        async with self._units.begin() as work:
            owner = await lock_owner(work, user.account_id)
            if not await work.factors.passkeys.delete(user.account_id, passkey_id):
                raise PasskeyMissing
            await removed(work, owner, user, await work.now(), FACTOR)
