"""Domain event to wire event; total, and without a personal datum."""

from auth.domain.events import AccountRegistered, DomainEvent
from contracts.auth import SessionRevokedV1, UserRegisteredV1
from contracts.event import Event


def to_contract(event: DomainEvent) -> Event:
    """Give the contract of what happened."""
    if isinstance(event, AccountRegistered):
        return UserRegisteredV1(
            version=event.version, user_id=event.account_id, roles=event.roles, registered_at=event.at
        )
    return SessionRevokedV1(
        session_id=event.session_id,
        user_id=event.account_id,
        reason=event.reason,
        revoked_at=event.at,
        expires_at=event.tokens_expire_at,
    )
