"""`marquee dlq`: the dead letters of the running stack, or of another cluster that is reachable without credentials."""

import argparse
import asyncio
import sys

from aiokafka.errors import KafkaError

from chassis.messaging.dead_letters.command import DeadLetterError, Source, add_actions, run
from chassis.runtime.clock import SystemClock
from devstack.commands.status import running_state
from devstack.errors import DeadLettersRefused
from devstack.options import Plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions, and the cluster to work on."""
    parser.add_argument("--bootstrap", metavar="HOST:PORT", help="Kafka to connect to (default: that of the stack)")
    add_actions(parser)


def handle(options: argparse.Namespace) -> None:
    """Run an action; exit with 1 when a letter could not be handled. Raise DeadLettersRefused and NotRunning."""
    try:
        status = asyncio.run(run(options, Source(options.bootstrap or _bootstrap(options)), SystemClock()))
    except (DeadLetterError, KafkaError) as error:
        raise DeadLettersRefused(str(error)) from error
    if status:
        sys.exit(status)


def _bootstrap(options: argparse.Namespace) -> str:
    """Return the address of the running stack's Kafka; raise NotRunning."""
    plan = Plan(options.data, running_state(options.data).base)
    return f"127.0.0.1:{plan.ports['kafka']}"
