"""The command that deletes accounts again which a restored backup has brought back: `python -m auth erase USER…`."""

import argparse
import sys
from uuid import UUID

from auth.application.accounts.deletion import EraseAccounts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = "Delete accounts whose users deleted them after the instant of a restored backup."
    parser.add_argument("users", nargs="+", type=UUID, metavar="USER", help="id of a user, from user.deleted")


async def erase(use_case: EraseAccounts, options: argparse.Namespace) -> None:
    """Print how many of the accounts existed."""
    sys.stdout.write(f"{await use_case(options.users)} accounts deleted\n")
