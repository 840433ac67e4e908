"""Issuing token pairs, the same way for every use case that signs a user in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from auth.application.ports import AccessTokens, TokenPair, UnitOfWork
from auth.domain.accounts import Role
from auth.domain.refresh_tokens import RefreshToken
from auth.domain.sessions import Session, SessionRules


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session with its valid refresh token; `at` is the issue time of its next access token."""

    account_id: UUID
    session_id: UUID
    at: datetime
    refresh_token: RefreshToken = field(repr=False)


class TokenIssuer:
    """Opens sessions and issues their tokens."""

    def __init__(self, access_tokens: AccessTokens, rules: SessionRules) -> None:
        self._access_tokens = access_tokens
        self._rules = rules

    async def open_session(self, work: UnitOfWork, account_id: UUID) -> OpenSession:
        """Add a new session in the unit of work and return it."""
        token, now = RefreshToken.new(), await work.now()
        session = Session.open(uuid4(), account_id, now, self._rules)
        await work.add_session(session, token.digest)
        return OpenSession(account_id, session.id, now, token)

    def pair(self, session: OpenSession, roles: Sequence[Role]) -> TokenPair:
        """Return the tokens of a session; call it after the commit."""
        return TokenPair(
            access_token=self._access_tokens.sign(session.account_id, session.session_id, roles, session.at),
            refresh_token=session.refresh_token.text,
            expires_in=int(self._rules.access.total_seconds()),
        )
