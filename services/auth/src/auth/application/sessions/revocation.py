"""The end of sessions before they expire, the same way for every use case that ends them."""

from datetime import datetime
from uuid import UUID

from auth.application.unit_of_work import UnitOfWork
from auth.domain.events import RevocationReason, SessionRevoked
from auth.domain.sessions.session import SessionRules


async def revoke_sessions(
    work: UnitOfWork,
    account_id: UUID,
    session_id: UUID | None,
    reason: RevocationReason,
    now: datetime,
    rules: SessionRules,
    *,
    kept: UUID | None = None,
) -> list[UUID]:
    """End one session of an account, or all if null but `kept`, and publish it.

    Return the ids of those that were active.
    """
    ended = await work.sessions.revoke(account_id, session_id, reason, now, kept=kept)
    expire_at = now + rules.access + rules.skew
    await work.publish(
        *(
            SessionRevoked(
                at=now, session_id=ended_id, account_id=account_id, reason=reason, tokens_expire_at=expire_at
            )
            for ended_id in ended
        )
    )
    return ended
