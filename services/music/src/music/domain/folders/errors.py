"""Errors about music folders.

MusicError
├── FolderNotFound
├── FolderChanged
├── FolderNotAllowed
├── FolderOverlaps
└── FolderNameTaken

`FolderUnreadable` is what reading a folder raises: it ends as the reason of a scan.
"""

from uuid import UUID

from music.domain.errors import MusicError


class FolderUnreadable(Exception):
    """A music folder cannot be read now. What is known of it stays."""


class FolderNotFound(MusicError):
    """No music folder that the user may hear has this id."""

    def __init__(self, folder_id: UUID) -> None:
        super().__init__(f"No music folder has the id {folder_id}")


class FolderChanged(MusicError):
    """The music folder has another revision than the client has read."""

    def __init__(self, folder_id: UUID) -> None:
        super().__init__(f"The music folder {folder_id} has changed since it was read")


class FolderNotAllowed(MusicError):
    """The directory cannot be a music folder."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The directory cannot be a music folder: {reason}")


class FolderOverlaps(MusicError):
    """The directory is within another music folder, or the other way round."""

    def __init__(self, other: str) -> None:
        super().__init__(f"The directory overlaps with the music folder {other!r}")


class FolderNameTaken(MusicError):
    """Another music folder has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Another music folder has the name {name!r}")
