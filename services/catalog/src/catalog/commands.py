"""The commands of `python -m catalog` besides those of every service."""

import argparse
import sys
from collections.abc import Mapping
from typing import Final

from catalog.bootstrap import Container
from chassis.cli import Command


async def _announce(container: Container, _: argparse.Namespace) -> None:
    """Print the number of users."""
    count = await container.application.announce_services()
    await container.runtime.engine.dispose()
    sys.stdout.write(f"the services of {count} users published\n")


COMMANDS: Final[Mapping[str, Command[Container]]] = {
    "announce": Command("publish the services of every user again", _announce)
}
