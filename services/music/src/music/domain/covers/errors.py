"""Errors about covers.

MusicError
├── CoverNotFound
├── ArtistPictureNotFound
├── InvalidCover
└── CoversBusy
"""

from uuid import UUID

from music.domain.errors import MusicError


class CoverNotFound(MusicError):
    """The album has no cover that can be shown."""

    def __init__(self, album_id: UUID) -> None:
        super().__init__(f"The album {album_id} has no cover")


class ArtistPictureNotFound(MusicError):
    """There is no picture of the artist in the user's music folders."""

    def __init__(self, artist_id: UUID) -> None:
        super().__init__(f"There is no picture of the artist {artist_id}")


class InvalidCover(MusicError):
    """The file cannot be a cover; `details.reason` says why."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.details = {"reason": reason}


class CoversBusy(MusicError):
    """As many pictures as may wait to be encoded."""

    retry_after = 5

    def __init__(self) -> None:
        super().__init__(f"Too many pictures are being processed: try again in {self.retry_after} s")
