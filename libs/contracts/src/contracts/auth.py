"""Events that auth publishes. None carries a name, an email address or other personal data that is readable."""

from hashlib import sha256
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, Event, StateEvent, event

Role = Literal["user", "admin"]
SpoilerMode = Literal["off", "texts", "texts_and_images"]
RatingScale = Literal["stars5", "stars10", "percent", "half_stars"]


class _UserEvent(StateEvent):
    user_id: UUID

    def key(self) -> str:
        """Keyed by user."""
        return str(self.user_id)


@event("user.registered.v1", publisher="auth", consumers=("billing", "social"))
class UserRegisteredV1(_UserEvent):
    """A user registered."""

    roles: tuple[Role, ...] = ("user",)
    registered_at: AwareDatetime


class ProfileContent(Contract):
    """The sealed part of a profile: what a user is called, and the picture."""

    username: str
    avatar_id: UUID | None = None
    """The picture's id; null without one."""

    def to_json(self) -> bytes:
        """Return the text that is sealed."""
        return self.model_dump_json(by_alias=True).encode()


@event("user.changed.v1", publisher="auth", consumers=("library", "notifications", "music", "social"))
class UserChangedV1(_UserEvent):
    """The name, picture, roles, privacy or preferences of a user changed, or the user registered.

    The name and the picture are in the sealed part only.
    """

    roles: tuple[Role, ...] = ("user",)
    profile_public: bool = True
    show_watch_history: bool = True
    show_ratings: bool = True
    preferred_language: str | None = None
    preferred_region: str | None = None
    allow_followers: bool = True
    time_zone: str | None = None
    """Name of the IANA database."""
    spoiler_mode: SpoilerMode = "off"
    rating_scale: RatingScale = "percent"
    username_digest: str | None = None
    """`digest_of` the username: who is given a name finds its user, and none can read it from the event."""
    sealed_profile: str | None = None
    """A `ProfileContent`, encrypted with AES-256-GCM, in Base64; `context_of` is its associated data.

    Null in events of earlier releases.
    """
    changed_at: AwareDatetime

    @staticmethod
    def context_of(user_id: UUID) -> bytes:
        """Return the associated data of the sealed part: it opens for its own user only."""
        return f"user.changed:{user_id}".encode()

    @staticmethod
    def digest_of(username: str) -> str:
        """Return the digest of a username, whose letter case does not count."""
        return sha256(username.lower().encode()).hexdigest()


@event(
    "user.deleted.v1",
    publisher="auth",
    consumers=(
        "library",
        "catalog",
        "stats",
        "insights",
        "ingestion",
        "notifications",
        "billing",
        "playback",
        "sources",
        "music",
        "social",
        "federation",
    ),
)
class UserDeletedV1(_UserEvent):
    """A user was deleted; every service that holds data of this user erases it."""

    deleted_at: AwareDatetime


@event(
    "session.revoked.v1",
    publisher="auth",
    consumers=("gateway", "playback", "sources", "music", "social", "federation"),
    keep_days=2,
    compact=True,
)
class SessionRevokedV1(Event):
    """A session was revoked: its access tokens are rejected from now on."""

    session_id: UUID
    user_id: UUID
    reason: Literal["logout", "reuse", "password_changed", "user_deleted", "admin"] = Field(default="logout")
    revoked_at: AwareDatetime
    expires_at: AwareDatetime
    """When the last access token of the session expires."""

    def key(self) -> str:
        """Keyed by session."""
        return str(self.session_id)


class NoticeContent(Contract):
    """The sealed part of a notice: where it goes, and the values of its template."""

    address: str
    """E-mail address, or telephone number in E.164."""
    data: dict[str, str] = Field(default_factory=dict)

    def to_json(self) -> bytes:
        """Return the text that is sealed."""
        return self.model_dump_json(by_alias=True).encode()


class ContactContent(Contract):
    """The sealed part of a contact."""

    email: str
    """E-mail address as its user typed it."""

    def to_json(self) -> bytes:
        """Return the text that is sealed."""
        return self.model_dump_json(by_alias=True).encode()


@event("user.contact.changed.v1", publisher="auth", consumers=("notifications",))
class UserContactChangedV1(_UserEvent):
    """The e-mail address of a user changed or was confirmed, or the user registered."""

    sealed: str
    """A `ContactContent`, encrypted with AES-256-GCM, in Base64; `context_of` is its associated data."""
    email_confirmed: bool = False
    """Whether a code that was sent to the address, or a provider of identities, has proved that it is the user's."""
    changed_at: AwareDatetime

    @staticmethod
    def context_of(user_id: UUID) -> bytes:
        """Return the associated data of the sealed part: it opens for its own user only."""
        return f"user.contact.changed:{user_id}".encode()


@event("user.notice.requested.v1", publisher="auth", consumers=("notifications",), keep_days=1)
class UserNoticeRequestedV1(Event):
    """A notice to a user by mail or SMS; the service that has the notice keys delivers it once."""

    notice_id: UUID
    user_id: UUID
    kind: str
    """Name of the template, for example `password_reset`."""
    channel: Literal["email", "sms"]
    language: str | None = None
    """The language of the user (BCP 47), or null."""
    sealed: str
    """A `NoticeContent`, encrypted with AES-256-GCM, in Base64; `context_of` is its associated data."""
    requested_at: AwareDatetime

    def key(self) -> str:
        """Keyed by user."""
        return str(self.user_id)

    @staticmethod
    def context_of(notice_id: UUID) -> bytes:
        """Return the associated data of the sealed part: it opens for its own notice only."""
        return f"user.notice.requested:{notice_id}".encode()
