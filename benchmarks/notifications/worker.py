"""A worker of notifications that only delivers, with the real channel of mail: one process."""

import argparse
import asyncio
import contextlib
import json
import resource
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from chassis.runtime.clock import SystemClock
from chassis.testing.statements import statements
from notifications.bootstrap import build
from notifications.settings import Settings


class Later:
    """The system's clock, some seconds ahead: the claims of a process before have ended."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        """Return the current instant."""
        return SystemClock().now() + self._ahead


async def main() -> None:
    """Deliver until SIGTERM, then print what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("key", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("slots", type=int)
    parser.add_argument("--ahead", type=float, default=0)
    parser.add_argument("--count", action="store_true", help="count statements")
    arguments = parser.parse_args()
    settings = Settings.model_validate(
        {
            "database_url": arguments.url,
            "kafka_bootstrap": "127.0.0.1:1",
            "encryption_key_files": str(arguments.key),
            "notice_key_files": str(arguments.key),
            "smtp_host": "127.0.0.1",
            "smtp_port": arguments.port,
            "smtp_tls": "none",
            "mail_from": "Marquee <no-reply@marquee.example>",
            "channel_slots": arguments.slots,
        }
    )
    container = build(settings, clock=Later(arguments.ahead))
    dispatcher = container.dispatcher()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, lambda: loop.create_task(dispatcher.stop()))
    with contextlib.ExitStack() as stack:
        sent = stack.enter_context(statements(container.runtime.engine)) if arguments.count else []
        await dispatcher.run()
        usage = resource.getrusage(resource.RUSAGE_SELF)
        figures = {
            "peak_mb": usage.ru_maxrss / 1024,
            "statements": len(sent),
        }
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
