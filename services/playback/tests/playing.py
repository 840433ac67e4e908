"""Assets that can be played, and sessions that play them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from chassis.testing.clock import NOON
from playback.application.unit_of_work import UnitOfWork
from playback.domain.assets.asset import Access, Asset, Availability, Version, VersionStatus, version_prefix
from playback.domain.assets.subject import Subject
from playback.domain.sessions.session import Session

MEDIA = UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9")
MINUTES_48 = 2_880_000


async def add_playable(
    work: UnitOfWork,
    subject: Subject,
    access: Access = Access.FREE,
    *,
    availability: Availability = Availability(),
    **version: Any,
) -> Asset:
    """Store an asset with a ready version of 48 minutes, without files."""
    asset = Asset(
        id=uuid4(),
        subject=subject,
        access=access,
        availability=availability,
        current_version=1,
        created_by=UUID(int=9),
        created_at=NOON,
        updated_at=NOON,
    )
    await work.assets.save(asset)
    stored: dict[str, Any] = {
        "asset_id": asset.id,
        "number": 1,
        "source": "uploads/1/source",
        "source_bytes": 1,
        "encryption": "none",
        "status": VersionStatus.READY,
        "prefix": version_prefix(asset.id, 1),
        "duration_ms": MINUTES_48,
        "created_by": asset.created_by,
        "created_at": NOON,
        "ready_at": NOON,
        **version,
    }
    await work.assets.save_version(Version(**stored))
    return asset


def session_on(asset: Asset, user_id: UUID, now: datetime = NOON, **fields: Any) -> Session:
    """Return a session that starts now."""
    stated: dict[str, Any] = {
        "id": uuid4(),
        "user_id": user_id,
        "auth_session_id": uuid4(),
        "device_id": None,
        "device_name": None,
        "asset_id": asset.id,
        "version": 1,
        "subject": asset.subject,
        "duration_ms": MINUTES_48,
        "access": asset.access,
        "started_at": now,
        "last_seen_at": now,
        "expires_at": now + timedelta(hours=6),
        "reported_at": now,
        **fields,
    }
    return Session(**stated)
