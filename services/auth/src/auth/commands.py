"""The commands of `python -m auth` besides those of every service."""

import argparse
from collections.abc import Mapping
from typing import Final

from auth.bootstrap import Container
from auth.presentation.accounts.create_admin import add_arguments, create_admin
from auth.presentation.accounts.erase import add_arguments as add_erase_arguments
from auth.presentation.accounts.erase import erase
from auth.presentation.profiles.announce import announce
from chassis.cli import Command
from chassis.storage.reencryption.command import reencrypt


async def _create_admin(container: Container, options: argparse.Namespace) -> None:
    await create_admin(container.application.accounts.ensure_administrator, options)
    await container.runtime.engine.dispose()


async def _erase(container: Container, options: argparse.Namespace) -> None:
    await erase(container.application.accounts.erase, options)
    await container.runtime.engine.dispose()


async def _reencrypt(container: Container, _: argparse.Namespace) -> None:
    await reencrypt(container.reencrypt, "AUTH_ENCRYPTION_KEY_FILES")
    await container.runtime.engine.dispose()


async def _announce(container: Container, _: argparse.Namespace) -> None:
    await announce(container.application.profiles.announce)
    await container.runtime.engine.dispose()


COMMANDS: Final[Mapping[str, Command[Container]]] = {
    "announce": Command("publish every account again", _announce),
    "create-admin": Command("create an administrator", _create_admin, add_arguments),
    "erase": Command("delete accounts again that a restored backup has brought back", _erase, add_erase_arguments),
    "reencrypt": Command("encrypt stored values with the first key", _reencrypt),
}
