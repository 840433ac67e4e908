"""Errors about people.

SocialError
├── AccountErased
└── PersonNotFound
"""

from social.domain.errors import SocialError


class AccountErased(SocialError):
    """The account was deleted: nothing is stored for it any more, although a token may still be valid."""

    def __init__(self) -> None:
        super().__init__("The data of this account was erased")


class PersonNotFound(SocialError):
    """There is no such user, or one of the two has blocked the other."""

    def __init__(self) -> None:
        super().__init__("There is no such user")
