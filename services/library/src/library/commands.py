"""The commands of `python -m library` besides those of every service."""

import argparse
import sys
from collections.abc import Mapping
from typing import Final

from chassis.cli import Command
from library.bootstrap import Container


async def _announce(container: Container, _: argparse.Namespace) -> None:
    """Print the number of users."""
    count = await container.application.announce_libraries()
    await container.runtime.engine.dispose()
    sys.stdout.write(f"the libraries of {count} users published\n")


COMMANDS: Final[Mapping[str, Command[Container]]] = {
    "announce": Command("publish every entry, play and public list again", _announce)
}
