"""Applying what billing states about the plans of users."""

from collections.abc import Sequence
from uuid import UUID

from auth.application.entitlements.ports import EntitlementUpdates
from auth.domain.entitlements.entitlement import Entitlement
from chassis.core.projection import fold, newest


class ApplyEntitlements:
    """Keeps the entitlements of users current. The caller owns the transaction; a repetition has no effect."""

    async def __call__(self, stored: EntitlementUpdates, updates: Sequence[Entitlement]) -> None:
        """Apply a batch of updates in any order: of each user the newest version counts."""
        none: dict[UUID, Entitlement | None] = {}
        changes = fold(none, updates, key=lambda update: update.account_id, start=lambda _: None, apply=newest)
        latest = [change.after for change in changes if change.after is not None]
        await stored.save_newer(sorted(latest, key=lambda entitlement: entitlement.account_id))
