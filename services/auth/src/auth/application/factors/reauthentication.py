"""Proof of the user before a sensitive change: the sign-in is recent, or is renewed by a password or a factor."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from auth.application.accounts.current_password import CurrentPassword
from auth.application.accounts.ports import Passwords
from auth.application.factors.messages import Messages
from auth.application.factors.ports import Ceremonies, Json
from auth.application.factors.proofs import FactorVerifier, Proof
from auth.application.sessions.active import require_active
from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import AuthError
from auth.domain.factors.challenges import Challenge, digest_of
from auth.domain.factors.errors import InvalidFactor, ReauthenticationRequired
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from chassis.core.unit_of_work import UnitOfWorkFactory

RECENT: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Password:
    """The password of the user."""

    text: str = field(repr=False)


class Reauthentication:
    """Requires and renews the proof of a session's user."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        passwords: Passwords,
        verifier: FactorVerifier,
        ceremonies: Ceremonies,
        messages: Messages,
    ) -> None:
        self._units = units
        self._password = CurrentPassword(units, passwords)
        self._verifier = verifier
        self._ceremonies = ceremonies
        self._messages = messages

    async def require(self, user: Actor) -> None:
        """Raise ReauthenticationRequired unless the user has proved who they are within 15 minutes, or SessionEnded."""
        async with self._units.begin() as work:
            at, now = await require_active(work, user), await work.now()
        if at < now - RECENT:
            raise ReauthenticationRequired

    async def options(self, user: Actor) -> Json:
        """Return the options with which a browser signs with a passkey; raise InvalidFactor without a passkey."""
        async with self._units.begin() as work:
            now = await work.now()
            await require_active(work, user)
            passkeys = await work.factors.passkeys.of(user.account_id)
            if not passkeys:
                raise InvalidFactor
            value, challenge = Challenge.new("reauthentication", user.account_id, now)
            await work.factors.challenges.add(challenge)
        return self._ceremonies.sign_in_options(value, passkeys)

    async def send_code(self, user: Actor) -> None:
        """Send a code to the phone for second steps; raise InvalidFactor without one, or TooManyAttempts."""
        async with self._units.begin() as work:
            await require_active(work, user)
            await self._messages.send_to_phone(work, user.account_id, "reauthentication")

    async def by_password(self, user: Actor, password: Password) -> None:
        """Renew the proof; raise InvalidCredentials, TooManyAttempts, PasswordsBusy or SessionEnded."""
        failure = AuditKind.REAUTHENTICATION_FAILED
        await self._password.verify(user, password.text, failure, {"factor": "password"})
        async with self._units.begin() as work:
            await self._finish(work, user, await work.now(), "pwd", "password")

    async def by_factor(self, user: Actor, proof: Proof) -> None:
        """Renew the proof; raise InvalidFactor, TooManyAttempts or SessionEnded."""
        rejection: AuthError | None = None
        async with self._units.begin() as work:
            now = await work.now()
            await require_active(work, user)
            challenge = await self._challenge(work, user, proof, now)
            method = await self._verifier.verify(work, user.account_id, proof, challenge, "reauthentication", now)
            await self._finish(work, user, now, method, proof.method)
            if method is None:
                rejection = InvalidFactor()
        # Raised after the commit: the attempt counts.
        if rejection is not None:
            raise rejection

    async def _challenge(self, work: UnitOfWork, user: Actor, proof: Proof, now: datetime) -> bytes:
        """Return the digest of the challenge that a passkey has signed, and use it up; no bytes without one."""
        if proof.method != "passkey" or proof.credential is None:
            return b""
        digest = digest_of(self._ceremonies.challenge_of(proof.credential))
        challenge = await work.factors.challenges.of(digest)
        if challenge is None or challenge.account_id != user.account_id:
            return b""
        await work.factors.challenges.delete(digest)
        return digest if challenge.is_open("reauthentication", now) else b""

    async def _finish(self, work: UnitOfWork, user: Actor, now: datetime, method: str | None, factor: str) -> None:
        kind = AuditKind.REAUTHENTICATION_FAILED
        if method is not None:
            kind = AuditKind.REAUTHENTICATED
            await work.sessions.authenticated(user.session_id, now)
        await work.audit.record(user.entry(kind, now, {"factor": factor}))
