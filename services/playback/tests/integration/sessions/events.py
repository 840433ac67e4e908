"""Events of billing and auth."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.playback.tests.playing import MEDIA

from chassis.testing.clock import NOON
from contracts.auth import SessionRevokedV1
from contracts.billing import Entitlements, PurchaseChangedV1, SubscriptionChangedV1


def subscribed(user_id: UUID, version: int, *, plan: str = "standard", streams: int = 2) -> SubscriptionChangedV1:
    """Return the event of a plan; a later version changed a second later."""
    return SubscriptionChangedV1(
        version=version,
        user_id=user_id,
        plan=plan,
        status="none" if plan == "free" else "active",
        entitlements=Entitlements(device_limit=2, concurrent_streams=streams, rate_class="standard"),
        changed_at=NOON + timedelta(seconds=version),
    )


def purchased(user_id: UUID, version: int, media_id: UUID = MEDIA, **fields: Any) -> PurchaseChangedV1:
    """Return the event of the purchase of a title."""
    stated: dict[str, Any] = {
        "version": version,
        "purchase_id": uuid5(user_id, str(media_id)),
        "user_id": user_id,
        "media_id": media_id,
        "kind": "purchase",
        "purchased_at": NOON,
        "changed_at": NOON + timedelta(seconds=version),
        **fields,
    }
    return PurchaseChangedV1(**stated)


def revoked(user_id: UUID, expires_at: datetime, session_id: UUID | None = None) -> SessionRevokedV1:
    """Return the event of a sign-in session that was revoked."""
    return SessionRevokedV1(
        session_id=session_id or uuid5(user_id, "sign-in"), user_id=user_id, revoked_at=NOON, expires_at=expires_at
    )
