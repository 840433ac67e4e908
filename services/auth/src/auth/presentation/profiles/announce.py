"""The command that publishes every account again: `python -m auth announce`."""

import sys

from auth.application.profiles.announcing import AnnounceAccounts


async def announce(use_case: AnnounceAccounts) -> None:
    """Print the number of accounts."""
    sys.stdout.write(f"{await use_case()} accounts published\n")
