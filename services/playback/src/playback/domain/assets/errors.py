"""Errors of assets.

PlaybackError
├── AssetNotFound
├── AssetExists
├── AssetChanged
├── SubtitleNotFound
├── VersionNotFound
├── VersionNotProcessing
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
        super().__init__(f"{subject} has an asset: add a version to it")


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
