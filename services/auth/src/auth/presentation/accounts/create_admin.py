"""The command that creates an administrator: `python -m auth create-admin EMAIL`."""

import argparse
import os
import sys
from typing import Final, TextIO

from auth.application.accounts.commands import RegisterAccount
from auth.application.accounts.registration import EnsureAdministrator
from auth.domain.accounts.passwords import parse_new_password
from auth.domain.errors import InvalidInput

PASSWORD_VARIABLE: Final = "AUTH_ADMIN_PASSWORD"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments; the password is none of them, because every user of a machine sees those of a process."""
    parser.description = f"The password is read from {PASSWORD_VARIABLE}, or else from the first line of the input."
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--username", default="admin")


async def create_admin(ensure: EnsureAdministrator, options: argparse.Namespace, lines: TextIO = sys.stdin) -> None:
    """Create the administrator and print that; raise SystemExit for invalid input and a registered address."""
    password = os.environ.get(PASSWORD_VARIABLE) or lines.readline().rstrip("\r\n")
    try:
        command = RegisterAccount(options.email, options.username, parse_new_password(password))
        created = await ensure(command)
    except InvalidInput as invalid:
        raise SystemExit(f"{invalid.field} {invalid.broken}") from invalid
    if not created:
        raise SystemExit("an account has this e-mail address: give it the role as another administrator")
    sys.stdout.write("administrator created\n")
