"""Errors about people.

SocialError
├── AccountErased
├── PersonNotFound
└── TooManySearches
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


class TooManySearches(SocialError):
    """The user has searched as often as a user may within a minute."""

    def __init__(self, most: int, retry_after: int) -> None:
        super().__init__(f"At most {most} searches for people in a minute; try again in {retry_after} s")
        self.retry_after = retry_after
        self.details = {"limit": most, "retryAfter": retry_after}
