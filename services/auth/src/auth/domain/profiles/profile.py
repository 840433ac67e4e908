"""The profile of a user: what others may see, and its rules."""

import unicodedata
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from auth.domain.errors import InvalidInput
from auth.domain.profiles.preferences import Preferences

BIO_CHARS: Final = 200
LOCATION_CHARS: Final = 100
WEBSITE_CHARS: Final = 255

# They change the direction of the text around them, so that a profile shows something else than it contains.
_DIRECTIONS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_NOT_IN_ADDRESSES: Final = frozenset(' "<>\\^`{|}')
"""RFC 3986 section 2; letters beyond ASCII are those of an IRI (RFC 3987)."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """Which parts of a profile other users may see."""

    is_profile_public: bool = True
    show_watch_history: bool = True
    show_ratings: bool = True
    allow_followers: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """Optional information about a user; `avatar_id` names the picture in the object storage."""

    avatar_id: UUID | None = None
    bio: str | None = None
    location: str | None = None
    website: str | None = None
    privacy: Privacy = field(default_factory=Privacy)
    preferences: Preferences = field(default_factory=Preferences)


def parse_bio(text: str) -> str:
    """Return a text about a user without surrounding spaces, in NFC; raise InvalidInput. It may have several lines."""
    return _parse("bio", text.replace("\r\n", "\n"), BIO_CHARS, allowed="\n")


def parse_location(text: str) -> str:
    """Return a place without surrounding spaces, in NFC; raise InvalidInput."""
    return _parse("location", text, LOCATION_CHARS)


def parse_website(text: str) -> str:
    """Return the address of a web site, or an empty text; raise InvalidInput.

    Only `http` and `https`, so that following it runs no script, and without a user name, which would look like a host.
    """
    website = _parse("website", text, WEBSITE_CHARS)
    if website and not (_is_address(website) and website.isprintable() and _NOT_IN_ADDRESSES.isdisjoint(website)):
        raise InvalidInput("website", "http_url", "must be an address that begins with http:// or https://")
    return website


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False


def _parse(name: str, text: str, longest: int, allowed: str = "") -> str:
    parsed = unicodedata.normalize("NFC", text).strip()
    if len(parsed) > longest:
        raise InvalidInput(name, "string_too_long", f"must have at most {longest} characters", maxLength=longest)
    if any(unicodedata.category(character) == "Cc" and character not in allowed for character in parsed):
        raise InvalidInput(name, "control_characters", "must not contain control characters")
    if not _DIRECTIONS.isdisjoint(parsed):
        raise InvalidInput(name, "direction_marks", "must not contain marks that change the direction of text")
    return parsed
