"""Events that playback publishes."""

from contracts.playback.assets import AssetReadyV1, AssetUnpublishedV1
from contracts.playback.retention import RetentionMeasuredV1, WatchedPart
from contracts.playback.sessions import EndReason, PlaybackProgressedV1, PlaybackSessionEndedV1, PlayState

__all__ = [
    "AssetReadyV1",
    "AssetUnpublishedV1",
    "EndReason",
    "PlayState",
    "PlaybackProgressedV1",
    "PlaybackSessionEndedV1",
    "RetentionMeasuredV1",
    "WatchedPart",
]
