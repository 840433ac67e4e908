"""Why a user may play an asset."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from playback.domain.assets.asset import Access, Asset
from playback.domain.entitlements.entitlement import Entitlement, Purchase
from playback.domain.entitlements.errors import PlanRequired, PurchaseRequired


@dataclass(frozen=True, slots=True)
class Grounds:
    """What entitles a user: nothing is needed, a plan, or a purchase."""

    access: Access
    purchase_id: UUID | None = None
    version: int | None = None
    """The version of the plan or the purchase."""
    ends_at: datetime | None = None
    """When the entitlement ends, whatever happens; null while only a later event can end it."""


def grounds_of(asset: Asset, entitlement: Entitlement | None, purchases: Iterable[Purchase], now: datetime) -> Grounds:
    """Return why a user may play an asset, the grounds that last longest; raise PlanRequired or PurchaseRequired.

    Who has bought a title needs no plan for it. `purchases` are those of the asset's title.
    """
    if asset.access is Access.FREE:
        return Grounds(Access.FREE)
    if asset.access is Access.PLAN and entitlement is not None and entitlement.is_paid(now):
        return Grounds(Access.PLAN, version=entitlement.version)
    valid = [purchase for purchase in purchases if purchase.is_valid(now)]
    if valid:
        unending = [purchase for purchase in valid if purchase.ends_at is None]
        best = unending[0] if unending else max(valid, key=lambda purchase: purchase.ends_at or now)
        return Grounds(Access.PURCHASE, best.id, best.version, best.ends_at)
    if asset.access is Access.PLAN:
        raise PlanRequired(asset.subject.media_id)
    raise PurchaseRequired(asset.subject.media_id)
