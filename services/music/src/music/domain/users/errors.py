"""Errors about users.

MusicError
└── AccountErased
"""

from music.domain.errors import MusicError


class AccountErased(MusicError):
    """The account was deleted: nothing is stored for it any more, although a token may still be valid."""

    def __init__(self) -> None:
        super().__init__("The data of this account was erased")
