"""The end of API keys before they expire, the same way for every use case that ends them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from auth.application.unit_of_work import UnitOfWork
from auth.domain.api_keys.key import TOKEN_LIFE, ApiKey
from auth.domain.events import RevocationReason, SessionRevoked
from auth.domain.sessions.session import SessionRules


async def revoke_api_keys(
    work: UnitOfWork,
    account_id: UUID,
    key_id: UUID | None,
    reason: RevocationReason,
    now: datetime,
    rules: SessionRules,
) -> list[ApiKey]:
    """Delete one key of an account, or all if null, and return those that existed.

    The id of a key is the session id of its tokens, so every gateway that learns of revoked sessions rejects them.
    """
    deleted = await work.api_keys.delete(account_id, key_id)
    await _reject_tokens(work, deleted, reason, now, rules)
    return deleted


async def reject_tokens_of_api_keys(work: UnitOfWork, account_id: UUID, now: datetime, rules: SessionRules) -> None:
    """End the access tokens of an account's keys, which have roles of before; the keys pause until these expire."""
    await _reject_tokens(work, await work.api_keys.of_account(account_id), "admin", now, rules)


async def _reject_tokens(
    work: UnitOfWork, keys: Sequence[ApiKey], reason: RevocationReason, now: datetime, rules: SessionRules
) -> None:
    until = now + TOKEN_LIFE + rules.skew
    await work.publish(
        *(
            SessionRevoked(at=now, session_id=key.id, account_id=key.account_id, reason=reason, tokens_expire_at=until)
            for key in keys
        )
    )
