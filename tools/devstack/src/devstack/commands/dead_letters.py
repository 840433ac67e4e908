"""`marquee dlq`: the dead letters of the running stack, or of another cluster that is reachable without credentials."""

import argparse
import os
import sys

from chassis.messaging.dead_letters.arguments import add_actions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions, and the cluster to work on."""
    parser.add_argument("--bootstrap", metavar="HOST:PORT", help="Kafka to connect to (default: that of the stack)")
    add_actions(parser)


def handle(options: argparse.Namespace) -> None:
    """Let the client of Kafka take this process's place: the other commands shall not wait until it is loaded."""
    command = [sys.executable, "-m", "devstack.commands.dead_letter_process", *options.arguments]
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted
