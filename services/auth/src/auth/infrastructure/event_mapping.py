"""Mapping of domain events to contracts; no contract contains personal data."""

from auth.domain.events import AccountRegistered, DomainEvent, SessionRevoked
from contracts.auth import SessionRevokedV1, UserRegisteredV1
from contracts.event import Event


def to_contract(event: DomainEvent) -> Event:
    """Return the contract of a domain event; raise TypeError for an event without one."""
    match event:
        case AccountRegistered():
            # The contract has no editors: that role is granted to an account that exists already.
            roles = tuple(role for role in event.roles if role != "editor")
            return UserRegisteredV1(
                version=event.version, user_id=event.account_id, roles=roles, registered_at=event.at
            )
        case SessionRevoked():
            return SessionRevokedV1(
                session_id=event.session_id,
                user_id=event.account_id,
                reason=event.reason,
                revoked_at=event.at,
                expires_at=event.tokens_expire_at,
            )
    raise TypeError(f"no contract for {type(event).__name__}")
