"""Errors about streams, encoded tracks and links.

MusicError
├── TranscodersBusy
├── TranscodingUnavailable
├── TrackUnreadable
├── SessionEnded
├── MusicLinkInvalid
└── MusicLinkExpired
"""

from uuid import UUID

from music.domain.errors import MusicError


class TranscodersBusy(MusicError):
    """As many tracks are being encoded as this process may encode at once."""

    retry_after = 5

    def __init__(self) -> None:
        super().__init__(f"Too many tracks are being encoded: try again in {self.retry_after} s, or request the file")


class TranscodingUnavailable(MusicError):
    """The program that encodes is not installed."""

    def __init__(self) -> None:
        super().__init__("This server encodes no tracks: request the file as it is")


class TrackUnreadable(MusicError):
    """The file of a track has no sound that can be decoded."""

    def __init__(self, track_id: UUID) -> None:
        super().__init__(f"The file of the track {track_id} cannot be decoded")


class SessionEnded(MusicError):
    """The sign-in session has ended in which a link is requested."""

    def __init__(self) -> None:
        super().__init__("The access token is not valid")


class MusicLinkInvalid(MusicError):
    """The link was changed, its session has ended, or its user may not hear any more what it opens."""

    def __init__(self) -> None:
        super().__init__("The link is not valid any more: request another one")


class MusicLinkExpired(MusicError):
    """The link was valid until its expiry."""

    def __init__(self) -> None:
        super().__init__("The link has expired: request another one")
