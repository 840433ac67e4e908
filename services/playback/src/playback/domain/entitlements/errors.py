"""Errors of what users are entitled to.

PlaybackError
├── PlanRequired
├── PurchaseRequired
└── AccountErased
"""

from uuid import UUID

from playback.domain.errors import PlaybackError


class PlanRequired(PlaybackError):
    """The video is part of a paid plan, and the user has none."""

    def __init__(self, media_id: UUID) -> None:
        super().__init__("A paid plan is required to play this video")
        self.details = {"mediaItemId": str(media_id)}


class PurchaseRequired(PlaybackError):
    """The title is sold on its own, and the user has neither bought nor rented it."""

    def __init__(self, media_id: UUID) -> None:
        super().__init__("This title can be played after it was bought or rented")
        self.details = {"mediaItemId": str(media_id)}


class AccountErased(PlaybackError):
    """The data of the user was erased."""

    def __init__(self) -> None:
        super().__init__("The data of this account was erased")
