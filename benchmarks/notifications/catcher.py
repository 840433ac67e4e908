"""A mail server that accepts everything, and writes the recipient of each message to a file: one process."""

import argparse
import asyncio
import os
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class Recipients:
    """Appends the recipients of messages, once each has been received as a whole."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Accept a message."""
        os.write(self._file, "".join(f"{recipient}\n" for recipient in envelope.rcpt_tos).encode())
        return "250 accepted"


async def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    arguments = parser.parse_args()
    recipients = Recipients(arguments.path)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(recipients, hostname="catcher.example", enable_SMTPUTF8=False), "127.0.0.1", arguments.port
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
