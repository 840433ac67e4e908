"""Events about audience retention, as other services receive them."""

from datetime import datetime

from contracts.event import WireMessage, encode
from contracts.playback import RetentionMeasuredV1, WatchedPart
from playback.domain.audience.curve import Audience, Curve, PartShare

SOURCE = "playback"
DIGITS = 4


def measured(audience: Audience, curve: Curve | None, revision: int, now: datetime) -> WireMessage:
    """Return the event of a curve; without one it withdraws what was published before."""
    subject = audience.subject
    return encode(
        RetentionMeasuredV1(
            version=revision,
            asset_id=audience.asset_id,
            asset_version=audience.version,
            media_id=subject.media_id,
            season=subject.season,
            episode=subject.episode,
            trailer=subject.trailer,
            duration_ms=audience.duration_ms,
            users=0 if curve is None else curve.users,
            parts=() if curve is None else tuple(_part(part) for part in curve.parts),
            measured_at=now,
        ),
        SOURCE,
    )


def _part(share: PartShare | None) -> WatchedPart:
    if share is None:
        return WatchedPart()
    return WatchedPart(
        retention=round(share.share, DIGITS), low=round(share.low, DIGITS), high=round(share.high, DIGITS)
    )
