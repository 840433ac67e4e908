"""The keys without which a restored database cannot be read: recognized by their ids, and sealed into the backup.

A backup holds no key unless it is given one to seal them with, since who finds a backup must not be able to read what
the columns hide.
"""

import hmac
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from chassis.storage.encryption import BadEncryptionKey, CannotOpen, read_keyring
from devstack.errors import BackupRefused, BackupUnusable
from devstack.secret_files import make_private_folder, read_secrets, write_private

FILE: Final = "keys.sealed"
SECRETS: Final = "secrets.json"
_CONTEXT: Final = b"marquee backup keys"
_ID_PURPOSE: Final = b"marquee key file id"
_OWN_PREFIX: Final = "role:"
_OWN: Final = frozenset({"postgres", "object_storage"})
"""Passwords of the servers of a data folder, which stay its own."""


def ids_of(files: Iterable[Path]) -> dict[str, str]:
    """Return the id of the key in each file, which names it and reveals nothing, by the name of the file."""
    return {path.name: _id_of(path.read_bytes()) for path in files if path.exists()}


def seal(data: Path, names: Iterable[str], with_key: Path, folder: Path) -> None:
    """Write the key files of a data folder, and what its users sign in with, sealed with the key of a file."""
    content = {name: (data / name).read_text("utf-8") for name in names}
    secrets = {name: word for name, word in read_secrets(data / SECRETS).items() if not _is_own(name)}
    plaintext = json.dumps({"files": content, "secrets": secrets}).encode()
    try:
        write_private(folder / FILE, read_keyring([with_key]).seal(plaintext, context=_CONTEXT))
    except BadEncryptionKey as error:
        raise BackupRefused(str(error)) from error


def open_sealed(folder: Path, with_key: Path, data: Path) -> None:
    """Write the sealed keys into a data folder; passwords of its own servers stay as they are."""
    try:
        plaintext = read_keyring([with_key]).open((folder / FILE).read_bytes(), context=_CONTEXT)
    except FileNotFoundError:
        raise BackupRefused(f"{folder} holds no keys: it was made without --keys-with") from None
    except (BadEncryptionKey, CannotOpen) as error:
        raise BackupRefused(f"the keys of {folder} do not open: {error}") from error
    opened = json.loads(plaintext)
    make_private_folder(data)
    for name, text in opened["files"].items():
        write_private(data / Path(name).name, text.encode())
    path = data / SECRETS
    members = {**(read_secrets(path) if path.exists() else {}), **opened["secrets"]}
    write_private(path, json.dumps(members, indent=1).encode())


def check_ids(expected: Mapping[str, str], files: Iterable[Path]) -> None:
    """Raise BackupUnusable unless the files hold the keys that the backup was made with."""
    ids = ids_of(files)
    wrong = sorted(name for name, key in expected.items() if ids.get(name) != key)
    if wrong:
        raise BackupUnusable(
            f"these keys are not those of the backup: {', '.join(wrong)}. Put them into the data folder, "
            "or name the key that they were sealed with (--keys-with)"
        )


def _id_of(content: bytes) -> str:
    return hmac.digest(content.strip(), _ID_PURPOSE, "sha256")[:8].hex()


def _is_own(name: str) -> bool:
    return name in _OWN or name.startswith(_OWN_PREFIX)
