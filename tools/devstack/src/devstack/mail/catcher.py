"""The mail server of a stack: `python -m devstack.mail.catcher`. It accepts everything and sends nothing on."""

import argparse
import asyncio
import signal
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from devstack.arguments import folder
from devstack.mail.mailbox import Mailbox

HOST: Final = "127.0.0.1"
_MOST_BYTES: Final = 10 * 1024 * 1024


class MailCatcher:
    """Accepts mail on a port of this machine."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    # The name of the hook is aiosmtpd's.
    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store a message; the response names its number."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 5.6.0 the message is not bytes"
        return f"250 2.0.0 stored as {self._mailbox.store(content)}"

    async def listen(self, port: int) -> asyncio.Server:
        """Open the folder and accept connections."""
        self._mailbox.open()
        loop = asyncio.get_running_loop()
        return await loop.create_server(self._session, HOST, port)

    def _session(self) -> SMTP:
        return SMTP(self, data_size_limit=_MOST_BYTES, enable_SMTPUTF8=True, hostname="localhost")


async def _serve(port: int, data: Path) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(ending, stopped.set)
    server = await MailCatcher(Mailbox(data)).listen(port)
    await stopped.wait()
    server.close()


def main() -> None:
    """Accept mail until a signal ends it."""
    parser = argparse.ArgumentParser(prog="mail_catcher")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=folder, required=True)
    options = parser.parse_args()
    asyncio.run(_serve(options.port, options.folder))


if __name__ == "__main__":
    main()
