"""The command that encrypts stored values with the first key: `python -m <service> reencrypt`."""

import sys

from chassis.storage.reencryption.job import Reencrypt


async def reencrypt(job: Reencrypt, setting: str) -> None:
    """Print what was done per column.

    Raise SystemExit if a value is left that no key of the ring opens; `setting` names the files of the ring.
    """
    unreadable = 0
    for column, result in (await job()).items():
        sys.stdout.write(f"{column}: {result.resealed} encrypted again, {result.unreadable} unreadable\n")
        unreadable += result.unreadable
    if unreadable:
        raise SystemExit(f"{unreadable} values are encrypted with a key that is not in {setting}")
