"""Events about single titles, as other services receive them."""

from uuid import UUID

from billing.domain.purchases.purchase import Purchase
from contracts.billing import PurchaseChangedV1
from contracts.event import WireMessage, encode, tombstone

SOURCE = "billing"


def message(purchase: Purchase) -> WireMessage:
    """Return the event of a purchase."""
    return encode(
        PurchaseChangedV1(
            version=purchase.version,
            purchase_id=purchase.id,
            user_id=purchase.user_id,
            media_id=purchase.media_id,
            kind=purchase.kind,
            purchased_at=purchase.purchased_at,
            first_played_at=purchase.first_played_at,
            valid_until=purchase.valid_until,
            revoked=purchase.revoked_at is not None,
            changed_at=purchase.changed_at,
        ),
        SOURCE,
    )


def erasure(purchase_id: UUID) -> WireMessage:
    """Return the tombstone after the events of a purchase."""
    return tombstone(PurchaseChangedV1, str(purchase_id), SOURCE)
