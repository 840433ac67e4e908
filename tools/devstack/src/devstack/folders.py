"""Where things lie on disk: the cache of artefacts, the data of a stack, and what another user may enter.

Postgres refuses to run as root, so under root it runs as an unprivileged user, which must be able to
traverse every folder above its binaries and its data.
"""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devstack.errors import DataFolderUnusable, FolderNotTraversable
from devstack.reporting import describe

UNPRIVILEGED_USER = "nobody"
_ROOT_CACHE = Path("/var/cache/marquee")
_ROOT_DATA = Path("/var/lib/marquee")
_MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp creates a private folder in it
_MEMORY_BYTES = 4 * 1024**3
"""Free memory below which temporary data is on disk."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group a process drops to."""

    uid: int
    gid: int


def postgres_account() -> Account | None:
    """Return the account of Postgres: None (our own), or the unprivileged user when we are root."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(UNPRIVILEGED_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def is_traversable(folder: Path) -> bool:
    """Return whether any user may enter this folder: every existing part of its path lets others pass."""
    folder = folder.resolve()
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents) if part.exists())


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return MARQUEE_CACHE, else /var/cache/marquee for root, else below the XDG cache; created when missing.

    Raises FolderNotTraversable where root's choice cannot be entered by the unprivileged user.
    """
    root = os.geteuid() == 0
    if chosen := environment.get("MARQUEE_CACHE"):
        folder = Path(chosen)
    elif root:
        folder = _ROOT_CACHE
    else:
        folder = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "marquee"
    folder = folder.expanduser().absolute()
    if ":" in str(folder):
        raise FolderNotTraversable(f"{folder} has a colon, which divides Java's class path: set MARQUEE_CACHE")
    check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if root and not is_traversable(folder):
        raise FolderNotTraversable(
            f"{folder} cannot be entered by the user {UNPRIVILEGED_USER}, which runs Postgres "
            "when you are root: set MARQUEE_CACHE to a folder that others may enter"
        )
    return folder


def check_folder(folder: Path) -> None:
    """Raise DataFolderUnusable when this path cannot be a folder: it, or a part of it, is something else."""
    for part in (folder, *folder.parents):
        try:
            mode = part.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise DataFolderUnusable(f"{folder} cannot be used: {describe(error)}") from error
        if not stat.S_ISDIR(mode):
            raise DataFolderUnusable(f"{folder} cannot be used: {part} is not a folder")
        return


def create_folder(folder: Path) -> None:
    """Create a data folder unless it exists; raise DataFolderUnusable when it cannot be created or written."""
    check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"writable")
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataFolderUnusable(f"the data folder {folder} cannot be created or written: {reason}") from error


def postgres_data_folder(data: Path) -> Path:
    """Return where Postgres keeps its files for a stack's data folder.

    Inside the data folder, unless we are root and others cannot enter it: then below /var/lib/marquee, in a
    folder named after the data folder's path.
    """
    data = data.absolute()
    if postgres_account() is None or is_traversable(data):
        return data / "postgres"
    return _ROOT_DATA / hashlib.sha256(str(data).encode()).hexdigest()[:12] / "postgres"


def temporary_data_folder(*, in_memory: bool = False) -> Path:
    """Return a fresh folder for temporary data that the unprivileged user can traverse.

    With `in_memory` it is in memory where there is plenty: files that are deleted soon then never reach a disk.
    """
    roomy = (
        in_memory
        and _MEMORY.is_dir()
        and os.access(_MEMORY, os.W_OK)
        and shutil.disk_usage(_MEMORY).free >= _MEMORY_BYTES
    )
    folder = Path(tempfile.mkdtemp(prefix="marquee-", dir=_MEMORY if roomy else None))
    folder.chmod(0o711)
    return folder
