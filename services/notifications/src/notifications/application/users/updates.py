"""What events say of users."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ProfileUpdate:
    """Language, region, time zone and role of a user."""

    user_id: UUID
    version: int
    language: str | None
    region: str | None
    time_zone: str | None
    is_administrator: bool


@dataclass(frozen=True, slots=True)
class ContactUpdate:
    """The e-mail address of a user, sealed for this user's id."""

    user_id: UUID
    version: int
    sealed_email: bytes
    email_confirmed: bool


@dataclass(frozen=True, slots=True)
class ServicesUpdate:
    """The streaming services of a user."""

    user_id: UUID
    version: int
    services: tuple[int, ...] | None
    """TMDB's numbers; null when the user names none."""
