"""Accounts: their e-mail address, username and roles."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from auth.domain.accounts.identifiers import fold
from auth.domain.accounts.look_alikes import is_confusable_address
from auth.domain.accounts.reserved_usernames import is_reserved
from auth.domain.errors import InvalidInput
from auth.domain.profiles.profile import Profile

Role = Literal["user", "editor", "viewer", "finance", "admin"]
RANKS: Final[tuple[Role, ...]] = ("admin", "editor", "finance", "viewer", "user")
"""Roles, the highest first."""

EMAIL_CHARS: Final = 254
USERNAME_PATTERN: Final = r"^[A-Za-z0-9_]{3,30}$"

_USERNAME: Final = re.compile(r"[A-Za-z0-9_]{3,30}")
_LOCAL_PART: Final = re.compile(r"[^\s@\"(),:;<>\[\\\]]{1,64}")
_DOMAIN: Final = re.compile(r"(?=.{1,253}\Z)([^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])")


def highest(roles: Collection[Role]) -> Role:
    """Return the highest of the roles of an account."""
    return next((role for role in RANKS if role in roles), "user")


def parse_email(text: str) -> str:
    """Return an e-mail address as typed, in NFC; raise InvalidInput.

    Addresses that differ only in case or in compatibility forms (full-width letters) are the same address.
    """
    email = unicodedata.normalize("NFC", text).removesuffix(".")
    local, _, domain = email.rpartition("@")
    well_formed = (
        len(email) <= EMAIL_CHARS
        and email.isprintable()
        and _LOCAL_PART.fullmatch(local)
        and _LOCAL_PART.fullmatch(fold(local))
        and not local.startswith(".")
        and not local.endswith(".")
        and ".." not in local
        and _DOMAIN.fullmatch(domain)
    )
    if not well_formed:
        raise InvalidInput("email", "email", "must be an e-mail address")
    return email


def parse_new_email(text: str) -> str:
    """Return an address that an account may get; raise InvalidInput also for one that imitates another."""
    email = parse_email(text)
    local, _, domain = email.rpartition("@")
    if is_confusable_address(local, domain):
        raise InvalidInput("email", "mixed_scripts", "must not mix scripts or imitate letters of another script")
    return email


def parse_new_username(text: str) -> str:
    """Return a username that a user may register; raise InvalidInput also for a reserved one."""
    username = parse_username(text)
    if is_reserved(username):
        raise InvalidInput("username", "username_reserved", "must not be a reserved name")
    return username


def parse_username(text: str) -> str:
    """Return a username as typed; raise InvalidInput."""
    if not _USERNAME.fullmatch(text):
        raise InvalidInput(
            "username", "username", "must have 3 to 30 letters, digits or underscores", minLength=3, maxLength=30
        )
    return text


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a user; `version` increases with every change of roles, status or profile: its entity tag."""

    id: UUID
    email: str
    username: str
    created_at: datetime
    roles: tuple[Role, ...] = ("user",)
    version: int = 1
    profile: Profile = field(default_factory=Profile)
    updated_at: datetime | None = None
    """When the roles or the profile last changed; null if they never did."""
    suspended_at: datetime | None = None
    """Since when the user cannot sign in; null for an active account."""
    email_confirmed_at: datetime | None = None
    """When the user has proved to read the mail of the address; null if they never did."""
