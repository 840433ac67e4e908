"""Errors of matches.

SourcesError
├── FileNotFound
├── TitleNotFound
├── FolderTooLarge
└── PlaceForgotten
"""

from uuid import UUID

from sources.domain.errors import SourcesError


class FileNotFound(SourcesError):
    """No file that the user may see has this id, or it has left its source."""

    def __init__(self, file_id: UUID) -> None:
        super().__init__(f"No file has the id {file_id}")


class TitleNotFound(SourcesError):
    """No title with this id has been imported."""

    def __init__(self, media_id: UUID) -> None:
        super().__init__(f"No title has the id {media_id}: import it first")


class FolderTooLarge(SourcesError):
    """The folder has more files than are matched at once."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The folder has more than {limit} files: match a folder in it")


class PlaceForgotten(SourcesError):
    """The file behind which a list is read further is not stored any more."""

    def __init__(self) -> None:
        super().__init__("The list has changed: read it from its beginning")
