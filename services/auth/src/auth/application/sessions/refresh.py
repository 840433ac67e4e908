"""Exchange of refresh tokens."""

from datetime import datetime

from auth.application.sessions.ports import PresentedToken, Rotation, Rotations, TokenPair
from auth.application.sessions.revocation import revoke_sessions
from auth.application.sessions.tokens import OpenSession, TokenIssuer
from auth.application.unit_of_work import UnitOfWork
from auth.domain.entitlements.entitlement import plan_of
from auth.domain.errors import InvalidRefreshToken
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.client import Client
from auth.domain.sessions.refresh_tokens import RefreshToken
from auth.domain.sessions.session import SessionRules, Verdict
from chassis.core.unit_of_work import UnitOfWorkFactory


class Refresh:
    """Exchanges a refresh token for a new pair of tokens."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        tokens: TokenIssuer,
        rules: SessionRules,
        rotations: Rotations | None = None,
    ) -> None:
        """`rotations` exchanges the newest token of a session at once; the unit of work decides on all others."""
        self._units = units
        self._tokens = tokens
        self._rules = rules
        self._rotations = rotations

    async def __call__(self, refresh_token: str, client: Client) -> TokenPair:
        """Return the next pair; raise InvalidRefreshToken, and end the session if the token was reused."""
        token = RefreshToken.parse(refresh_token)
        if self._rotations is not None:
            successor = RefreshToken.new()
            rotation = Rotation(token.digest, successor.digest, token.seal(successor), client)
            rotated = await self._rotations.rotate(rotation)
            if rotated is not None:
                at, device_id = rotated.at, rotated.device_id
                opened = OpenSession(rotated.session, rotated.roles, rotated.plan, at, successor, device_id)
                return self._tokens.pair(opened)
        return await self._decide(token, client)

    async def _decide(self, token: RefreshToken, client: Client) -> TokenPair:
        async with self._units.begin() as work:
            presented = await work.sessions.lock_token(token.digest)
            if presented is None:
                raise InvalidRefreshToken
            now = await work.now()
            successor = await self._successor(work, token, presented, now, client)
            plan = plan_of(await work.entitlements.of(presented.session.account_id), now)
        # Raised after the commit: a reused token ends its session.
        if successor is None:
            raise InvalidRefreshToken
        device_id = presented.device_id
        return self._tokens.pair(OpenSession(presented.session, presented.roles, plan, now, successor, device_id))

    async def _successor(
        self, work: UnitOfWork, token: RefreshToken, presented: PresentedToken, now: datetime, client: Client
    ) -> RefreshToken | None:
        """Return the token that follows the presented one, or null if there is none."""
        session = presented.session
        verdict = session.judge(presented.generation, now, self._rules)
        if verdict is Verdict.ROTATE:
            successor = RefreshToken.new()
            rotated = session.rotated(token.seal(successor), now, self._rules, client)
            await work.sessions.save_rotation(rotated, successor.digest)
            return successor
        if verdict is Verdict.REPLAY and session.sealed_successor is not None:
            return token.unseal(session.sealed_successor)
        if verdict is Verdict.REUSE:
            await revoke_sessions(work, session.account_id, session.id, "reuse", now, self._rules)
            # By whom is not known: either the user or another party holds an old token.
            await work.audit.record(
                AuditEntry(AuditKind.TOKEN_REUSED, now, session.account_id, None, client, session.id)
            )
        return None
