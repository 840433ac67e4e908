"""Lists of other users: who may see which of them."""

from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from library.domain.errors import UserNotFound

SharedList = Literal["ratings", "watchlist", "history"]


@dataclass(frozen=True, slots=True)
class SharedProfile:
    """A user, and what others may see of them."""

    user_id: UUID
    profile_public: bool
    show_watch_history: bool
    show_ratings: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a list."""

    user_id: UUID
    is_administrator: bool


@dataclass(frozen=True, slots=True)
class VisibleUser:
    """The user of a list that a reader may see."""

    user_id: UUID
    is_own: bool
    """Whether the reader sees what is private too: the user and administrators do."""
    show_ratings: bool


class ProfileReader(Protocol):
    """Reads what users share."""

    async def by_username(self, username: str) -> SharedProfile | None:
        """Return the user of a name in any letter case, or null without one."""
        ...


class FindVisibleUser:
    """Finds the user whose list a reader wants to see."""

    def __init__(self, profiles: ProfileReader) -> None:
        self._profiles = profiles

    async def __call__(self, username: str, shared: SharedList, reader: Reader | None) -> VisibleUser:
        """Return the user; raise UserNotFound, which does not distinguish a hidden list from a missing user."""
        profile = await self._profiles.by_username(username)
        if profile is None:
            raise UserNotFound("there is no user with this name, or the list is not public")
        own = reader is not None and (reader.is_administrator or reader.user_id == profile.user_id)
        shown = profile.show_ratings if shared == "ratings" else profile.show_watch_history
        if not own and not (profile.profile_public and shown):
            raise UserNotFound("there is no user with this name, or the list is not public")
        return VisibleUser(profile.user_id, own, own or profile.show_ratings)
