"""Errors about event streams.

SocialError
└── TooManyStreams
"""

from social.domain.errors import SocialError


class TooManyStreams(SocialError):
    """The user, or all users together, have as many event streams open as one process serves."""

    retry_after = 5

    def __init__(self, rule: str, limit: int) -> None:
        super().__init__(f"at most {limit} event streams {rule}; close one, or try again in {self.retry_after} s")
        self.details = {"limit": limit, "rule": rule, "retryAfter": self.retry_after}
