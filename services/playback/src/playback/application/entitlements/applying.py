"""Applying what billing and auth publish: it is stored, and sessions that have lost their grounds end.

Events may be late or repeated: a newer version replaces an older one, and only sessions that an older version has
granted end.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from chassis.core.clock import Clock
from playback.application.sessions.ports import SessionFilter
from playback.application.unit_of_work import UnitOfWork
from playback.domain.assets.asset import Access
from playback.domain.entitlements.entitlement import Entitlement, Purchase, SignedOut


class ApplyEntitlements:
    """Applies events within the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def subscribed(self, work: UnitOfWork, entitlements: Sequence[Entitlement]) -> None:
        """Store plans, and end the sessions that need a plan of users who have none any more."""
        now = self._clock.now()
        await work.sessions.lock_users({entitlement.user_id for entitlement in entitlements})
        for changed in await work.entitlements.save(entitlements):
            if not changed.is_paid(now):
                lost = SessionFilter(users=[changed.user_id], access=Access.PLAN, granted_before=changed.version)
                await work.sessions.end(lost, "entitlement_lost", now)

    async def purchased(self, work: UnitOfWork, purchases: Sequence[Purchase]) -> None:
        """Store purchases, and end the sessions of those that cannot be played any more."""
        now = self._clock.now()
        await work.sessions.lock_users({purchase.user_id for purchase in purchases})
        for changed in await work.entitlements.save_purchases(purchases):
            if not changed.is_valid(now):
                lost = SessionFilter(purchases=[changed.id], granted_before=changed.version)
                await work.sessions.end(lost, "entitlement_lost", now)

    async def signed_out(self, work: UnitOfWork, sign_ins: Sequence[SignedOut]) -> None:
        """End the sessions of sign-in sessions that were revoked, and let none begin."""
        now = self._clock.now()
        await work.sessions.lock_users({sign_in.user_id for sign_in in sign_ins})
        await work.entitlements.save_signed_out([sign_in for sign_in in sign_ins if sign_in.expires_at > now])
        await work.sessions.end(SessionFilter(sign_ins=[sign_in.session_id for sign_in in sign_ins]), "signed_out", now)

    async def erased(self, work: UnitOfWork, user_ids: Collection[UUID]) -> None:
        """Delete everything of users whose accounts were deleted.

        Counts of days name no user and stay; decisions about keys stay without the users.
        """
        await work.sessions.lock_users(user_ids)
        await work.entitlements.erase(user_ids)
        await work.sessions.end(SessionFilter(users=user_ids), "user_deleted", self._clock.now())
        await work.sessions.erase(user_ids)
        await work.audiences.erase(user_ids)
        await work.quality.erase(user_ids)
        await work.key_releases.forget_users(user_ids)
