"""Errors about activity.

SocialError
└── HiddenTitleLimitReached
"""

from social.domain.errors import SocialError


class HiddenTitleLimitReached(SocialError):
    """The user hides as many titles as a user may hide."""

    def __init__(self, most: int) -> None:
        super().__init__(f"A user hides at most {most:,} titles")
        self.details = {"limit": most}
