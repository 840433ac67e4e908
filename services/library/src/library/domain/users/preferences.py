"""What a user prefers and shows to others."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences of a user, and what others may see; a newer version replaces all of them."""

    user_id: UUID
    version: int
    region: str | None = None
    language: str | None = None
    time_zone: str | None = None
    """Name of the IANA database."""
    rating_scale: str = "percent"
    profile_public: bool = True
    show_watch_history: bool = True
    show_ratings: bool = True
    username_digest: str | None = None
    """Digest of the name by which others find the user."""
