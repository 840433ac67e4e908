"""Authenticator apps: setup, confirmation and removal."""

from uuid import UUID

from auth.application.factors.enrolment import added, first_recovery_codes, lock_owner, removed
from auth.application.security.attempts import count_attempt
from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import AuthError
from auth.domain.factors.errors import InvalidFactor, TotpEnabled, TotpMissing
from auth.domain.factors.throttling import factor_key
from auth.domain.factors.totp import Totp
from auth.domain.security.actor import Actor
from chassis.core.unit_of_work import UnitOfWorkFactory

FACTOR = "authenticator app"


class TotpUseCases:
    """Adds and removes the authenticator app of an account."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def begin(self, account_id: UUID) -> tuple[Totp, str]:
        """Return a new secret and its URI for apps; it replaces one that was never confirmed. Raise TotpEnabled."""
        async with self._units.begin() as work:
            owner = await lock_owner(work, account_id)
            before = await work.factors.totp.of(account_id)
            if before is not None and before.confirmed_at is not None:
                raise TotpEnabled
            totp = Totp.new(account_id, await work.now())
            await work.factors.totp.save(totp)
        return totp, totp.uri(owner.email)

    async def confirm(self, user: Actor, code: str) -> tuple[str, ...]:
        """Enable the app by one of its codes; return recovery codes unless the account has some.

        Raise TotpMissing, TotpEnabled, TooManyAttempts or InvalidFactor.
        """
        rejection: AuthError | None = None
        codes: tuple[str, ...] = ()
        async with self._units.begin() as work:
            owner = await lock_owner(work, user.account_id)
            now = await work.now()
            totp = await work.factors.totp.of(user.account_id)
            if totp is None:
                raise TotpMissing
            if totp.confirmed_at is not None:
                raise TotpEnabled
            key = factor_key(user.account_id)
            await count_attempt(work, key, now)
            try:
                confirmed = totp.accept(code, now)
            except InvalidFactor as error:
                # Raised after the commit, so that the attempt counts.
                rejection = error
            else:
                await work.attempts.clear(key)
                await work.factors.totp.save(confirmed)
                codes = await first_recovery_codes(work, user.account_id)
                await added(work, owner, user, now, FACTOR)
        if rejection is not None:
            raise rejection
        return codes

    async def remove(self, user: Actor) -> None:
        """Remove the app, confirmed or not; raise TotpMissing."""
        async with self._units.begin() as work:
            owner = await lock_owner(work, user.account_id)
            totp = await work.factors.totp.of(user.account_id)
            if totp is None:
                raise TotpMissing
            await work.factors.totp.delete(user.account_id)
            if totp.confirmed_at is not None:
                await removed(work, owner, user, await work.now(), FACTOR)
