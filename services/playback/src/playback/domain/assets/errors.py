"""Errors of assets.

PlaybackError
├── AssetNotFound
├── AssetExists
├── AssetChanged
├── SubtitleNotFound
├── VersionNotFound
├── VersionNotProcessing
├── VersionNotPlayable
├── WindowInvalid
├── SourceDeleted
├── TooManyStreams
└── AssetNotPlayable
"""

from uuid import UUID

from playback.domain.assets.subject import Subject
from playback.domain.errors import PlaybackError


class AssetNotFound(PlaybackError):
    """No asset has this id."""

    def __init__(self, asset_id: UUID) -> None:
        super().__init__(f"No asset has the id {asset_id}")


class AssetExists(PlaybackError):
    """The subject has an asset already."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(f"The subject {subject} has an asset: add a version to it")


class AssetChanged(PlaybackError):
    """The asset has another revision than the request expects."""

    def __init__(self, asset_id: UUID) -> None:
        super().__init__(f"The asset {asset_id} has been changed: read it again")


class SubtitleNotFound(PlaybackError):
    """The asset has no subtitles of this id."""

    def __init__(self, subtitle_id: UUID) -> None:
        super().__init__(f"The asset has no subtitles with the id {subtitle_id}")


class VersionNotFound(PlaybackError):
    """The asset has no version of this number."""

    def __init__(self, asset_id: UUID, number: int) -> None:
        super().__init__(f"The asset {asset_id} has no version {number}")


class VersionNotProcessing(PlaybackError):
    """The work on the version has ended already."""

    def __init__(self, asset_id: UUID, number: int) -> None:
        super().__init__(f"The work on version {number} of the asset {asset_id} has ended")


class AssetNotPlayable(PlaybackError):
    """Nothing can be played of the subject: it has no asset, or one without a ready version."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(f"Nothing can be played of {subject}")


class WindowInvalid(PlaybackError):
    """The asset would not be playable at any time."""

    def __init__(self) -> None:
        super().__init__("endsAt must be later than beginsAt")


class VersionNotPlayable(PlaybackError):
    """The version is not complete, or its output is deleted."""

    def __init__(self, number: int, status: str) -> None:
        super().__init__(f"The version {number} cannot be played: it is {status}")
        self.details = {"status": str(status)}


class SourceDeleted(PlaybackError):
    """The original file of the version is not stored any more."""

    def __init__(self, number: int) -> None:
        super().__init__(f"The original of the version {number} is deleted: upload it again")


class TooManyStreams(PlaybackError):
    """The user, or all users together, have as many event streams open as one process serves."""

    retry_after = 5

    def __init__(self, rule: str, limit: int) -> None:
        super().__init__(f"At most {limit} event streams {rule}: close one, or try again in {self.retry_after} s")
