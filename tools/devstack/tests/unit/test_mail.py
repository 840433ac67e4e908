"""What the stack has sent by mail is kept, listed and shown."""

import stat
from email.message import EmailMessage
from pathlib import Path

import pytest

from devstack import cli
from devstack.mail.mailbox import Mailbox

pytestmark = pytest.mark.unit


def mail(subject: str = "Серія вийшла", text: str = "Episode 5 is out.", to: str = "ada@example.org") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "no-reply@marquee.example", to, subject
    message["Date"] = "Sat, 21 Nov 2026 12:00:00 +0000"
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    return message.as_bytes()


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    mailbox = Mailbox(tmp_path / "mail_catcher", most=3)
    mailbox.open()
    return mailbox


def test_the_last_messages_are_kept_and_numbers_never_return(mailbox: Mailbox, tmp_path: Path) -> None:
    assert [mailbox.store(mail(f"m{number}")) for number in range(5)] == [1, 2, 3, 4, 5]

    again = Mailbox(tmp_path / "mail_catcher", most=3)
    again.open()

    assert again.store(mail("m5")) == 6
    assert [(item.number, item.header("Subject")) for item in again.messages()] == [(4, "m3"), (5, "m4"), (6, "m5")]
    assert [item.number for item in again.messages(last=1)] == [6]
    assert again.find(1) is None


def test_only_the_owner_reads_messages(mailbox: Mailbox, tmp_path: Path) -> None:
    mailbox.store(mail())

    assert stat.S_IMODE((tmp_path / "mail_catcher").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "mail_catcher" / "00000001.eml").stat().st_mode) == 0o600


def test_mail_is_listed(mailbox: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["mail", "--data", str(tmp_path)])
    assert capsys.readouterr().out == "no mail yet\n"

    mailbox.store(mail("[bold]one"))
    mailbox.store(mail())
    cli.main(["mail", "--data", str(tmp_path)])

    listed = capsys.readouterr().out
    assert "[bold]one" in listed
    assert "Серія" in listed
    assert "ada@example" in listed


def test_a_message_is_shown(mailbox: Mailbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mailbox.store(mail())
    mailbox.store(mail("second", "bold \x1b[1m text"))
    data = ["--data", str(tmp_path)]

    cli.main(["mail", "show", "1", *data])
    assert capsys.readouterr().out == (
        "Date: Sat, 21 Nov 2026 12:00:00 +0000\nFrom: no-reply@marquee.example\nTo: ada@example.org\n"
        "Subject: Серія вийшла\n\nEpisode 5 is out.\n"
    )
    cli.main(["mail", "show", "1", "--html", *data])
    assert capsys.readouterr().out == "<p>Episode 5 is out.</p>\n\n"
    cli.main(["mail", "show", *data])
    last = capsys.readouterr().out
    assert last.endswith("bold [1m text\n")
    cli.main(["mail", "show", "2", "--source", *data])
    assert "Content-Type: multipart/alternative" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"), [(["show"], "there is no mail yet"), (["show", "7"], "there is no message 7")]
)
def test_a_message_that_is_not_there_is_named(
    arguments: list[str], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["mail", *arguments, "--data", str(tmp_path)])

    printed = f"{ended.value.code}{capsys.readouterr().err}"
    assert reason in printed
