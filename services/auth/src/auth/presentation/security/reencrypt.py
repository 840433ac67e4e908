"""The command that encrypts stored values with the first key: `python -m auth reencrypt`."""

import sys

from auth.application.security.reencryption import Reencrypt


async def reencrypt(use_case: Reencrypt) -> None:
    """Print what was done per column; raise SystemExit if a value is left that no key of the ring opens."""
    unreadable = 0
    for column, result in (await use_case()).items():
        sys.stdout.write(f"{column}: {result.resealed} encrypted again, {result.unreadable} unreadable\n")
        unreadable += result.unreadable
    if unreadable:
        raise SystemExit(f"{unreadable} values are encrypted with a key that is not in AUTH_ENCRYPTION_KEY_FILES")
