"""The passwords, keys and logs of one data folder: readable by the owner alone; passwords are made once, at random."""

import json
import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from devstack.errors import SecretsUnreadable

ADMIN_EMAIL = "admin@marquee.example"
VISITOR_EMAIL, EDITOR_EMAIL = "demo@marquee.example", "editor@marquee.example"
"""The users of the demo data as whom everyone can sign in."""
SIGNING_KEY: Final = "signing-key.pem"
"""Signs access tokens."""
ENCRYPTION_KEY: Final = "encryption-key"
"""Encrypts columns of auth, as the others do those of their services."""
NOTIFICATIONS_KEY: Final = "notifications-encryption-key"
PLAYBACK_KEY: Final = "playback-encryption-key"
SOURCES_KEY: Final = "sources-encryption-key"
MUSIC_KEY: Final = "music-encryption-key"
FEDERATION_KEY: Final = "federation-encryption-key"
NOTICE_KEY: Final = "notice-key"
"""Seals notices between auth and notifications."""

ENCRYPTION_KEYS: Final = (
    ENCRYPTION_KEY,
    NOTIFICATIONS_KEY,
    PLAYBACK_KEY,
    SOURCES_KEY,
    MUSIC_KEY,
    FEDERATION_KEY,
    NOTICE_KEY,
)
KEY_FILES: Final = (SIGNING_KEY, *ENCRYPTION_KEYS)
"""The files of keys: each is created at the first start, and belongs into a backup."""
_FILE = "secrets.json"
_POSTGRES, _ADMIN, _STORAGE, _ROLE = "postgres", "administrator", "object_storage", "role:"
_VAPID = "vapid"
_DELIVERY = "delivery"
_DEMO, _EDITOR, _COMMUNITY = "demo", "demo_editor", "demo_community"


@dataclass(frozen=True, slots=True)
class Secrets:
    """Passwords of the database's superuser, of the first administrator, of each database role and of the storage."""

    postgres: str = field(repr=False)
    admin_password: str = field(repr=False)
    roles: Mapping[str, str] = field(repr=False)
    storage: str = field(repr=False)
    vapid: str = field(repr=False)
    """The private key of web push: any 32 bytes, in base64url."""
    delivery: str = field(repr=False)
    """The key of tokens for media files: any 32 bytes, in base64url."""
    demo_password: str = field(repr=False)
    editor_password: str = field(repr=False)
    community_password: str = field(repr=False)
    """Those of the users of the demo data: its visitor, its editor, and all others."""


def load_secrets(data: Path, roles: Iterable[str]) -> Secrets:
    """Return the folder's secrets; what is missing (the first time all, later a new role's) is made and kept.

    Raise SecretsUnreadable for a damaged file: new passwords would not open the data beside it.
    """
    path = data / _FILE
    members = read_secrets(path) if path.exists() else {}
    single = (_POSTGRES, _ADMIN, _STORAGE, _VAPID, _DELIVERY, _DEMO, _EDITOR, _COMMUNITY)
    target = [*single, *(f"{_ROLE}{role}" for role in roles)]
    complete = {**{name: secrets.token_urlsafe(32) for name in target}, **members}
    if complete != members:
        write_private(path, json.dumps(complete, indent=1).encode())
    by_role = {name.removeprefix(_ROLE): word for name, word in complete.items() if name.startswith(_ROLE)}
    return Secrets(
        postgres=complete[_POSTGRES],
        admin_password=complete[_ADMIN],
        roles=by_role,
        storage=complete[_STORAGE],
        vapid=complete[_VAPID],
        delivery=complete[_DELIVERY],
        demo_password=complete[_DEMO],
        editor_password=complete[_EDITOR],
        community_password=complete[_COMMUNITY],
    )


def read_secrets(path: Path) -> dict[str, str]:
    """Return what a file of secrets holds, by name; raise SecretsUnreadable for a damaged one."""
    try:
        members = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise SecretsUnreadable(f"{path} is damaged ({error}): restore it, or remove the data folder") from error
    if not isinstance(members, dict) or not all(isinstance(word, str) and word for word in members.values()):
        raise SecretsUnreadable(f"{path} is damaged (not names and passwords): restore it, or remove the data folder")
    return members


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only we may read, whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    partial.replace(path)


def make_private_folder(path: Path) -> None:
    """Create a folder that only we may enter, or close one that an earlier version created for everybody."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def open_private_log(path: Path) -> BinaryIO:
    """Open a log to append to that only we may read, also when an earlier version created it for everybody."""
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    if stat.S_IMODE(os.fstat(file.fileno()).st_mode) != stat.S_IRUSR | stat.S_IWUSR:
        os.fchmod(file.fileno(), stat.S_IRUSR | stat.S_IWUSR)
    return file
