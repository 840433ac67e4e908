"""Issuing token pairs, the same way for every use case that signs a user in."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from auth.application.sessions.ports import AccessTokens, TokenPair
from auth.domain.accounts.account import Role
from auth.domain.sessions.refresh_tokens import RefreshToken
from auth.domain.sessions.session import Session, SessionRules


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session with the roles and plan of its account, and its valid refresh token.

    `at` is when its access token is issued.
    """

    session: Session
    roles: tuple[Role, ...]
    plan: str
    at: datetime
    refresh_token: RefreshToken = field(repr=False)
    device_id: UUID | None = None
    """The registered device on which the session is used."""

    @property
    def account_id(self) -> UUID:
        """The account of the session."""
        return self.session.account_id

    @property
    def session_id(self) -> UUID:
        """Id of the session."""
        return self.session.id


class TokenIssuer:
    """Issues the tokens of open sessions."""

    def __init__(self, access_tokens: AccessTokens, rules: SessionRules) -> None:
        self._access_tokens = access_tokens
        self._rules = rules

    def pair(self, opened: OpenSession) -> TokenPair:
        """Return the tokens of a session; call it after the commit."""
        return TokenPair(
            access_token=self._access_tokens.sign(
                opened.session, opened.roles, opened.plan, opened.at, opened.device_id
            ),
            refresh_token=opened.refresh_token.text,
            expires_in=int(self._rules.access.total_seconds()),
            session_expires_in=int(min(self._rules.idle, opened.session.expires_at - opened.at).total_seconds()),
        )
