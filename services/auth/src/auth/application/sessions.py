"""Signing in, staying signed in and signing out."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from auth.application.ports import (
    Credentials,
    Identifiers,
    Passwords,
    PresentedToken,
    TokenPair,
    UnitOfWork,
    UnitsOfWork,
)
from auth.application.tokens import Opened, TokenIssuer
from auth.domain.errors import InvalidCredentials, InvalidRefreshToken, SessionEnded
from auth.domain.events import RevocationReason, SessionRevoked
from auth.domain.passwords import normalise
from auth.domain.refresh_tokens import RefreshToken
from auth.domain.sessions import SessionRules, Verdict
from auth.domain.throttle import throttle_key


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who wants in, and from where."""

    identifier: str
    """E-mail address or username."""
    address: str
    password: str = field(repr=False)


class LogIn:
    """Signs in by e-mail address or username. An unknown account takes the same path as a wrong password."""

    def __init__(self, work: UnitsOfWork, identifiers: Identifiers, passwords: Passwords, tokens: TokenIssuer) -> None:
        self._work = work
        self._identifiers = identifiers
        self._passwords = passwords
        self._tokens = tokens

    async def __call__(self, asked: SignIn) -> TokenPair:
        """Give tokens of a new session; raises InvalidCredentials, TooManyAttempts or PasswordsBusy."""
        found, key = await self._find_and_count(asked)
        password = normalise(asked.password)
        right = await self._passwords.verify(found.password_hash if found else None, password)
        if found is None or not right:
            raise InvalidCredentials
        better_hash = None
        if self._passwords.needs_rehash(found.password_hash):
            better_hash = await self._passwords.hash(password)
        async with self._work.begin() as work:
            await work.clear_attempts(key)
            if better_hash is not None:
                await work.replace_hash(found.account_id, found.password_hash, better_hash)
            opened = await self._tokens.open_session(work, found.account_id)
            await work.commit()
        return self._tokens.pair(opened, found.roles)

    async def _find_and_count(self, asked: SignIn) -> tuple[Credentials | None, bytes]:
        """Count the attempt before anything is checked: a commit of its own, so no connection waits for a hash."""
        async with self._work.begin() as work:
            found = await work.credentials_of(asked.identifier)
            subject = str(found.account_id) if found else self._identifiers.of_any(asked.identifier)
            key = throttle_key(subject, asked.address)
            now = await work.now()
            attempts = await work.lock_attempts(key, now)
            await work.save_attempts(key, attempts.another(now))
            await work.commit()
        return found, key


class Refresh:
    """Exchanges a refresh token for a new pair."""

    def __init__(self, work: UnitsOfWork, tokens: TokenIssuer, rules: SessionRules) -> None:
        self._work = work
        self._tokens = tokens
        self._rules = rules

    async def __call__(self, refresh_token: str) -> TokenPair:
        """Give the next pair; raises InvalidRefreshToken, and ends the session when the token was used before."""
        presented = RefreshToken.parse(refresh_token)
        async with self._work.begin() as work:
            found = await work.lock_token(presented.digest)
            if found is None:
                raise InvalidRefreshToken
            now = await work.now()
            successor = await self._decide(work, presented, found, now)
            await work.commit()
        if successor is None:
            raise InvalidRefreshToken
        session = found.session
        return self._tokens.pair(Opened(session.account_id, session.id, now, successor), found.roles)

    async def _decide(
        self, work: UnitOfWork, presented: RefreshToken, found: PresentedToken, now: datetime
    ) -> RefreshToken | None:
        """Give the token that follows the presented one, or null when there is none."""
        session = found.session
        verdict = session.judge(found.generation, now, self._rules)
        if verdict is Verdict.ROTATE:
            successor = RefreshToken.new()
            rotated = session.rotated(presented.seal(successor), now, self._rules)
            await work.save_rotation(rotated, successor.digest)
            return successor
        if verdict is Verdict.REPLAY and session.sealed_successor is not None:
            return presented.unseal(session.sealed_successor)
        if verdict is Verdict.REUSE:
            await _end(work, session.account_id, session.id, "reuse", now, self._rules)
        return None


class LogOut:
    """Ends sessions before their time."""

    def __init__(self, work: UnitsOfWork, rules: SessionRules) -> None:
        self._work = work
        self._rules = rules

    async def __call__(self, account_id: UUID, session_id: UUID, *, everywhere: bool = False) -> None:
        """End a session, or with `everywhere` each one of the account.

        Raises SessionEnded when the session itself has ended: its token must not end any other.
        """
        async with self._work.begin() as work:
            chosen = None if everywhere else session_id
            ended = await _end(work, account_id, chosen, "logout", await work.now(), self._rules)
            if session_id not in ended:
                raise SessionEnded
            await work.commit()


async def _end(
    work: UnitOfWork,
    account_id: UUID,
    session_id: UUID | None,
    reason: RevocationReason,
    now: datetime,
    rules: SessionRules,
) -> list[UUID]:
    ended = await work.revoke(account_id, session_id, reason, now)
    expire_at = now + rules.access + rules.skew
    await work.publish(*(SessionRevoked(each, account_id, reason, now, expire_at) for each in ended))
    return ended
