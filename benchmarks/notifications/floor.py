"""The floor: messages that are ready, sent by aiosmtplib over as many connections, and nothing else."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator

from aiosmtplib import SMTP

SENDER = "no-reply@marquee.example"


async def send(port: int, recipients: Iterator[str], content: bytes) -> None:
    """Send to the next recipient until there is none, over one connection."""
    client = SMTP(hostname="127.0.0.1", port=port, start_tls=False, use_tls=False)
    await client.connect()
    for recipient in recipients:
        await client.sendmail(SENDER, [recipient], content)
    await client.quit()


async def main() -> None:
    """Print the seconds, and the processor time."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("messages", type=int)
    parser.add_argument("connections", type=int)
    parser.add_argument("size", type=int)
    arguments = parser.parse_args()
    line = b"A line of a message, as long as usual, with some text in it.\r\n"
    content = b"From: no-reply@marquee.example\r\nSubject: Floor\r\n\r\n" + line * max(1, arguments.size // len(line))
    recipients = iter([f"user_{number}@example.com" for number in range(arguments.messages)])
    begun, processor = time.perf_counter(), time.process_time()
    await asyncio.gather(*(send(arguments.port, recipients, content) for _ in range(arguments.connections)))
    figures = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - processor}
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
