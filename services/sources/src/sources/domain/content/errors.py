"""Errors of the content of files.

SourcesError
├── SessionEnded
└── LinkInvalid
"""

from sources.domain.errors import SourcesError


class SessionEnded(SourcesError):
    """The sign-in session has ended in which a file is read."""

    def __init__(self) -> None:
        super().__init__("The access token is not valid")


class LinkInvalid(SourcesError):
    """The link was changed, has expired, its session has ended, or its user may not see the file any more."""

    def __init__(self) -> None:
        super().__init__("The link is not valid any more: request another one")
