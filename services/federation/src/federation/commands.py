"""The commands of `python -m federation` besides those of every service."""

import argparse
from collections.abc import Mapping
from typing import Final

from chassis.cli import Command
from chassis.storage.reencryption.command import reencrypt
from federation.bootstrap import Container


async def _reencrypt(container: Container, _: argparse.Namespace) -> None:
    await reencrypt(container.reencrypt, "FEDERATION_ENCRYPTION_KEY_FILES")
    await container.runtime.engine.dispose()


COMMANDS: Final[Mapping[str, Command[Container]]] = {
    "reencrypt": Command("encrypt private keys with the first key", _reencrypt)
}
