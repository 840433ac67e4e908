"""`marquee mail`: what the stack has sent by mail, which no one outside of this machine gets."""

import argparse
import sys
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from devstack.arguments import title_number
from devstack.errors import NoSuchMessage
from devstack.mail.mailbox import Caught, Mailbox, printable
from devstack.options import add_data_option
from devstack.services import CATCHER

_LISTED: Final = 50
_HEADERS: Final = ("Date", "From", "To", "Subject")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions: without one, the messages are listed."""
    add_data_option(parser)
    parser.add_argument("action", nargs="?", choices=["list", "show"], default="list")
    parser.add_argument(
        "number", nargs="?", type=title_number, help="number of the message to show (default: the last)"
    )
    parser.add_argument("--html", action="store_true", help="show the HTML part instead of the plain text")
    parser.add_argument("--source", action="store_true", help="show the message as it was sent")


def handle(options: argparse.Namespace) -> None:
    """List the last messages, or show one; raise NoSuchMessage."""
    mailbox = Mailbox(mail_folder(options.data))
    if options.action == "list":
        _list(mailbox)
    else:
        sys.stdout.write(_shown(mailbox, options.number, html=options.html, source=options.source) + "\n")


def mail_folder(data: Path) -> Path:
    """Return the folder of caught messages of a stack."""
    return data / CATCHER


def _list(mailbox: Mailbox) -> None:
    table = Table(title="Mail, the newest last", title_justify="left")
    table.add_column("number", justify="right")
    for heading in ("date", "to", "subject"):
        table.add_column(heading)
    for caught in mailbox.messages(last=_LISTED):
        # A text of rich, so that brackets in a subject are no markup.
        table.add_row(str(caught.number), *(Text(caught.header(name)) for name in ("Date", "To", "Subject")))
    Console().print(table if table.row_count else "no mail yet")


def _shown(mailbox: Mailbox, number: int | None, *, html: bool, source: bool) -> str:
    caught = _find(mailbox, number)
    if source:
        return printable(caught.message.as_bytes().decode("utf-8", "replace")).rstrip()
    if html:
        return caught.body("html") or "this message has no HTML part"
    head = "\n".join(f"{name}: {caught.header(name)}" for name in _HEADERS)
    return f"{head}\n\n{caught.body('plain') or ''}".rstrip()


def _find(mailbox: Mailbox, number: int | None) -> Caught:
    if number is None:
        last = mailbox.messages(last=1)
        if not last:
            raise NoSuchMessage("there is no mail yet")
        return last[0]
    caught = mailbox.find(number)
    if caught is None:
        raise NoSuchMessage(f"there is no message {number}: `marquee mail` lists the last ones")
    return caught
