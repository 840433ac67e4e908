"""Errors about sessions.

SocialError
└── TogetherError
    ├── SessionNotFound
    ├── CodeNotFound
    ├── TooManyCodes
    ├── RoleRequired
    ├── MemberNotFound
    ├── ItemNotFound
    ├── ItemOfOtherKind
    ├── NothingToPlay
    ├── PlaybackChanged
    └── TogetherLimitReached
"""

from social.domain.errors import SocialError
from social.domain.together.limits import SESSIONS_PER_USER


class TogetherError(SocialError):
    """Base of the errors of sessions."""


class SessionNotFound(TogetherError):
    """There is no such session, it has ended, or the user is no member of it."""

    def __init__(self) -> None:
        super().__init__("There is no such session, or it has ended")


class CodeNotFound(TogetherError):
    """No session that the user may join has this code now."""

    def __init__(self) -> None:
        super().__init__("No session has this code, or the code has expired")


class TooManyCodes(TogetherError):
    """The user has tried as many codes as a user may within the window."""

    def __init__(self, most: int, retry_after: int) -> None:
        super().__init__(f"At most {most} codes in a while; try again in {retry_after} s")
        self.retry_after = retry_after
        self.details = {"limit": most, "retryAfter": retry_after}


class RoleRequired(TogetherError):
    """The role of the member does not permit this."""

    def __init__(self, role: str = "the host") -> None:
        super().__init__(f"Only {role} may do this")


class MemberNotFound(TogetherError):
    """The other user is no member of the session."""

    def __init__(self) -> None:
        super().__init__("The user is no member of this session")


class ItemNotFound(TogetherError):
    """The queue has no such item."""

    def __init__(self) -> None:
        super().__init__("The queue has no such item")


class ItemOfOtherKind(TogetherError):
    """The item cannot be played in a session of this kind."""

    def __init__(self) -> None:
        super().__init__("item: must be a title in a session of watching, and a track in one of listening")


class NothingToPlay(TogetherError):
    """The session has no current item."""

    def __init__(self) -> None:
        super().__init__("There is nothing to play: add an item to the queue")


class PlaybackChanged(TogetherError):
    """The playback has another version than the command names."""

    def __init__(self) -> None:
        super().__init__("If-Match: the playback has changed meanwhile; read it again")


class TogetherLimitReached(TogetherError):
    """The session, or the user, has as many of something as permitted."""

    def __init__(self, what: str = "sessions at a time", most: int = SESSIONS_PER_USER) -> None:
        super().__init__(f"At most {most} {what}")
        self.details = {"limit": most}
