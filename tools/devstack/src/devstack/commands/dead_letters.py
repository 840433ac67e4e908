"""`marquee dlq`: the dead letters of the running stack, or of another cluster that is reachable without credentials."""

import argparse
import json
import os
import sys

from chassis.messaging.dead_letters.arguments import add_actions
from devstack.arguments import folder
from devstack.options import add_data_option


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions, and the options of the cluster to work on, which may also follow the action."""
    add_data_option(parser)
    # An option that is left out behind the action does not replace the value before it.
    behind = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    behind.add_argument("--data", type=folder, help="data folder")
    for place in (parser, behind):
        place.add_argument("--bootstrap", metavar="HOST:PORT", help="Kafka to connect to (default: that of the stack)")
    add_actions(parser, parents=(behind,))


def handle(options: argparse.Namespace) -> None:
    """Let the client of Kafka take this process's place: the other commands shall not wait until it is loaded."""
    values = {name: value for name, value in vars(options).items() if name != "handler"}
    command = [sys.executable, "-m", "devstack.commands.dead_letter_process", json.dumps(values, default=str)]
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted
