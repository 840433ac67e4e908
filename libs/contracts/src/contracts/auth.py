"""What auth publishes. No event carries a name, an address or another personal datum."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts import topics
from contracts.event import Event, StateEvent

Role = Literal["user", "admin"]


class _UserEvent(StateEvent):
    user_id: UUID

    def key(self) -> str:
        """Keyed by user."""
        return str(self.user_id)


class UserRegisteredV1(_UserEvent):
    """An account was opened."""

    type: ClassVar[str] = "user.registered.v1"
    topic: ClassVar[str] = topics.USER_REGISTERED

    roles: tuple[Role, ...] = ("user",)
    registered_at: AwareDatetime


class UserChangedV1(_UserEvent):
    """An account's roles, privacy or preferences changed; holds all of them."""

    type: ClassVar[str] = "user.changed.v1"
    topic: ClassVar[str] = topics.USER_CHANGED

    roles: tuple[Role, ...] = ("user",)
    profile_public: bool = True
    show_watch_history: bool = True
    show_ratings: bool = True
    preferred_language: str | None = None
    preferred_region: str | None = None
    changed_at: AwareDatetime


class UserDeletedV1(_UserEvent):
    """An account was erased; whoever holds data of this user erases it too."""

    type: ClassVar[str] = "user.deleted.v1"
    topic: ClassVar[str] = topics.USER_DELETED

    deleted_at: AwareDatetime


class SessionRevokedV1(Event):
    """A session ended before its time: its access tokens are refused from now on."""

    type: ClassVar[str] = "session.revoked.v1"
    topic: ClassVar[str] = topics.SESSION_REVOKED

    session_id: UUID
    user_id: UUID
    reason: Literal["logout", "reuse", "password_changed", "user_deleted", "admin"] = Field(default="logout")
    revoked_at: AwareDatetime
    expires_at: AwareDatetime
    """When the last access token of the session expires by itself."""

    def key(self) -> str:
        """Keyed by session."""
        return str(self.session_id)
