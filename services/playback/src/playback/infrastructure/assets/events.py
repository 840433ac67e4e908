"""Events about assets, as other services receive them."""

from contracts.event import WireMessage, encode
from contracts.playback import AssetReadyV1, AssetUnpublishedV1
from playback.domain.assets.asset import Asset, Version

SOURCE = "playback"


def ready(asset: Asset, version: Version) -> WireMessage:
    """Return the event of a version that is played from now on."""
    if version.ready_at is None or version.duration_ms is None:
        raise ValueError(f"version {version.number} of {asset.id} is not ready")
    subject = asset.subject
    return encode(
        AssetReadyV1(
            asset_id=asset.id,
            media_id=subject.media_id,
            season=subject.season,
            episode=subject.episode,
            trailer=subject.trailer,
            number=version.number,
            duration_ms=version.duration_ms,
            ready_at=version.ready_at,
        ),
        SOURCE,
    )


def unpublished(asset: Asset) -> WireMessage:
    """Return the event of an asset of which nothing is played any more."""
    if asset.unpublished_at is None:
        raise ValueError(f"{asset.id} is published")
    subject = asset.subject
    return encode(
        AssetUnpublishedV1(
            asset_id=asset.id,
            media_id=subject.media_id,
            season=subject.season,
            episode=subject.episode,
            trailer=subject.trailer,
            unpublished_at=asset.unpublished_at,
        ),
        SOURCE,
    )
