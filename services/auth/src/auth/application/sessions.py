"""Sign-in, refresh and sign-out."""

from datetime import datetime
from uuid import UUID

from auth.application.commands import SignIn
from auth.application.ports import Credentials, Identifiers, Passwords, PresentedToken, TokenPair, UnitOfWork
from auth.application.revocation import revoke_sessions
from auth.application.tokens import OpenSession, TokenIssuer
from auth.domain.errors import InvalidCredentials, InvalidRefreshToken, SessionEnded
from auth.domain.passwords import normalise
from auth.domain.refresh_tokens import RefreshToken
from auth.domain.sessions import SessionRules, Verdict
from auth.domain.throttle import throttle_key
from chassis.core.unit_of_work import UnitOfWorkFactory


class LogIn:
    """Signs in by e-mail address or username. An unknown account takes the same path as a wrong password."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        identifiers: Identifiers,
        passwords: Passwords,
        tokens: TokenIssuer,
    ) -> None:
        self._units = units
        self._identifiers = identifiers
        self._passwords = passwords
        self._tokens = tokens

    async def __call__(self, command: SignIn) -> TokenPair:
        """Return tokens of a new session; raise InvalidCredentials, TooManyAttempts or PasswordsBusy."""
        credentials, key = await self._count_attempt(command)
        password = normalise(command.password)
        matches = await self._passwords.verify(credentials.password_hash if credentials else None, password)
        if credentials is None or not matches:
            raise InvalidCredentials
        new_hash = None
        if self._passwords.needs_rehash(credentials.password_hash):
            new_hash = await self._passwords.hash(password)
        async with self._units.begin() as work:
            await work.clear_attempts(key)
            if new_hash is not None:
                await work.replace_hash(credentials.account_id, credentials.password_hash, new_hash)
            # Not the roles that were read before: they may have changed while the password was verified.
            roles = await work.lock_roles(credentials.account_id)
            session = await self._tokens.open_session(work, credentials.account_id)
        return self._tokens.pair(session, roles)

    async def _count_attempt(self, command: SignIn) -> tuple[Credentials | None, bytes]:
        """Return the credentials and the throttle key. The attempt is committed before the password is verified.

        No connection is held while the password is hashed.
        """
        async with self._units.begin() as work:
            credentials = await work.credentials_of(command.identifier)
            subject = str(credentials.account_id) if credentials else self._identifiers.of_any(command.identifier)
            key = throttle_key(subject, command.address)
            now = await work.now()
            attempts = await work.lock_attempts(key, now)
            await work.save_attempts(key, attempts.next(now))
        return credentials, key


class Refresh:
    """Exchanges a refresh token for a new pair of tokens."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], tokens: TokenIssuer, rules: SessionRules) -> None:
        self._units = units
        self._tokens = tokens
        self._rules = rules

    async def __call__(self, refresh_token: str) -> TokenPair:
        """Return the next pair; raise InvalidRefreshToken, and end the session if the token was reused."""
        token = RefreshToken.parse(refresh_token)
        async with self._units.begin() as work:
            presented = await work.lock_token(token.digest)
            if presented is None:
                raise InvalidRefreshToken
            now = await work.now()
            successor = await self._successor(work, token, presented, now)
        # Raised after the commit: a reused token ends its session.
        if successor is None:
            raise InvalidRefreshToken
        session = presented.session
        return self._tokens.pair(OpenSession(session.account_id, session.id, now, successor), presented.roles)

    async def _successor(
        self, work: UnitOfWork, token: RefreshToken, presented: PresentedToken, now: datetime
    ) -> RefreshToken | None:
        """Return the token that follows the presented one, or null if there is none."""
        session = presented.session
        verdict = session.judge(presented.generation, now, self._rules)
        if verdict is Verdict.ROTATE:
            successor = RefreshToken.new()
            rotated = session.rotated(token.seal(successor), now, self._rules)
            await work.save_rotation(rotated, successor.digest)
            return successor
        if verdict is Verdict.REPLAY and session.sealed_successor is not None:
            return token.unseal(session.sealed_successor)
        if verdict is Verdict.REUSE:
            await revoke_sessions(work, session.account_id, session.id, "reuse", now, self._rules)
        return None


class LogOut:
    """Ends sessions before they expire."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], rules: SessionRules) -> None:
        self._units = units
        self._rules = rules

    async def __call__(self, account_id: UUID, session_id: UUID, *, everywhere: bool = False) -> None:
        """End a session, or with `everywhere` every session of the account.

        Raise SessionEnded if the session itself has ended: its token must not end any other session.
        """
        async with self._units.begin() as work:
            scope = None if everywhere else session_id
            ended = await revoke_sessions(work, account_id, scope, "logout", await work.now(), self._rules)
            if session_id not in ended:
                raise SessionEnded
