"""The mail catcher accepts mail on this machine and keeps it."""

import smtplib
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from devstack.mail.mailbox import Mailbox
from devstack.ports import free_ports
from devstack.processes import http_probe
from devstack.processes.process import Command, start_ready

pytestmark = pytest.mark.integration


async def test_mail_is_kept_across_a_restart(tmp_path: Path) -> None:
    [port] = free_ports(1)
    folder = tmp_path / "mail_catcher"
    arguments = (sys.executable, "-m", "devstack.mail.catcher", "--port", str(port), "--folder", str(folder))
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "no-reply@marquee.example", "ada@example.org", "Серія"
    message.set_content("Episode 5 is out.\n.\n")

    assert not await http_probe.greets(port)
    for _ in range(2):
        child = await start_ready(
            "mail_catcher", Command(arguments, tmp_path / "log"), lambda _pid: http_probe.greets(port), timeout=60
        )
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.send_message(message)
        await child.stop()
        assert await child.wait() == 0

    assert [(item.number, item.header("Subject"), item.body("plain")) for item in Mailbox(folder).messages()] == [
        (1, "Серія", "Episode 5 is out.\n.\n"),
        (2, "Серія", "Episode 5 is out.\n.\n"),
    ]
