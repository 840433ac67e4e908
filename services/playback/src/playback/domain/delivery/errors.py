"""Errors of delivery.

PlaybackError
└── DeliveryUnavailable
"""

from playback.domain.errors import PlaybackError


class DeliveryUnavailable(PlaybackError):
    """No keys for signed addresses are configured."""

    def __init__(self) -> None:
        super().__init__("Videos cannot be delivered now")
