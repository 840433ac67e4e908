"""The process of `marquee dlq`: runs an action on the dead letters of the stack's Kafka."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from aiokafka.errors import KafkaError

from chassis.messaging.dead_letters.command import DeadLetterError, Source, run
from chassis.runtime.clock import SystemClock
from devstack.commands.status import running_state
from devstack.errors import DeadLettersRefused
from devstack.options import Plan
from devstack.reporting import reported


def main(arguments: Sequence[str] | None = None) -> None:
    """Run an action, whose parsed options are the one argument, a JSON object.

    Exit with 1, and a line on stderr, when a letter could not be handled.
    """
    [text] = sys.argv[1:] if arguments is None else arguments
    options = argparse.Namespace(**json.loads(text))
    options.data = Path(options.data)
    with reported():
        _handle(options)


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
