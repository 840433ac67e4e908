"""Giving out token pairs, the same way for every use case that signs somebody in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from auth.application.ports import AccessTokens, TokenPair, UnitOfWork
from auth.domain.accounts import Role
from auth.domain.refresh_tokens import RefreshToken
from auth.domain.sessions import Session, SessionRules


@dataclass(frozen=True, slots=True)
class Opened:
    """A session whose live refresh token is in hand."""

    account_id: UUID
    session_id: UUID
    at: datetime
    refresh_token: RefreshToken = field(repr=False)


class TokenIssuer:
    """Opens sessions and gives their tokens."""

    def __init__(self, access_tokens: AccessTokens, rules: SessionRules) -> None:
        self._access_tokens = access_tokens
        self._rules = rules

    async def open_session(self, work: UnitOfWork, account_id: UUID) -> Opened:
        """Write a new session in the caller's transaction."""
        token, now = RefreshToken.new(), await work.now()
        session = Session.open(uuid4(), account_id, now, self._rules)
        await work.add_session(session, token.digest)
        return Opened(account_id, session.id, now, token)

    def pair(self, opened: Opened, roles: Sequence[Role]) -> TokenPair:
        """Give the tokens of a session; call it after the commit."""
        return TokenPair(
            access_token=self._access_tokens.sign(opened.account_id, opened.session_id, roles, opened.at),
            refresh_token=opened.refresh_token.text,
            expires_in=int(self._rules.access.total_seconds()),
        )
