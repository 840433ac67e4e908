"""The process of `marquee dlq`: runs an action on the dead letters of the stack's Kafka."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from aiokafka.errors import KafkaError

from chassis.messaging.dead_letters.command import DeadLetterError, Source, run
from chassis.runtime.clock import SystemClock
from devstack.commands.dead_letters import add_arguments
from devstack.commands.status import running_state
from devstack.errors import DeadLettersRefused
from devstack.options import Plan, add_data_option
from devstack.reporting import reported


def main(arguments: Sequence[str] | None = None) -> None:
    """Run an action; exit with 1, and a line on stderr, when a letter could not be handled."""
    parser = argparse.ArgumentParser(prog="marquee")
    dlq = parser.add_subparsers(required=True).add_parser("dlq")
    add_data_option(dlq)
    add_arguments(dlq)
    with reported():
        _handle(parser.parse_args(arguments))


def _handle(options: argparse.Namespace) -> None:
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


if __name__ == "__main__":
    main()
