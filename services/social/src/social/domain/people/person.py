"""A user as other users see them, and who may see what of them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from uuid import UUID


class Audience(IntEnum):
    """Who may see something; each is a part of the one before. The values are stored."""

    EVERYONE = 0
    FOLLOWERS = 1
    """Followers that were accepted, and friends."""
    FRIENDS = 2
    ONLY_ME = 3


class Closeness(IntEnum):
    """How close a user is to another. They see what has an audience of this number at most."""

    STRANGER = 0
    FOLLOWER = 1
    FRIEND = 2
    SELF = 3

    def reaches(self, audience: Audience) -> bool:
        """Return whether something with an audience is visible."""
        return int(self) >= int(audience)


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a user has decided about the profile."""

    profile_public: bool = True
    show_watch_history: bool = True
    show_ratings: bool = True
    allow_followers: bool = True
    """While it is off, followers see what strangers see."""

    @property
    def profile_audience(self) -> Audience:
        """Who may see the profile."""
        return Audience.EVERYONE if self.profile_public else Audience.FOLLOWERS


@dataclass(frozen=True, slots=True)
class Person:
    """A user as their newest event describes them."""

    user_id: UUID
    version: int
    changed_at: datetime
    privacy: Privacy = field(default_factory=Privacy)
    username: str | None = None
    """Null until auth has published the name."""
    avatar_id: UUID | None = None
