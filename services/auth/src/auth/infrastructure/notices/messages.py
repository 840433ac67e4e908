"""The text of a notice in a file: a message for mail, plain text for SMS."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime
from typing import Final
from uuid import UUID

SENDER: Final = "Marquee <marquee@localhost>"
SUBJECTS: Final[Mapping[str, str]] = {
    "email_confirmation": "Confirm your e-mail address",
    "email_changed": "Your e-mail address was changed",
    "phone_confirmation": "Confirm your phone number",
    "password_reset": "Reset your password",
    "password_changed": "Your password was changed",
    "sign_in_code": "Your code to sign in",
    "new_device": "A new device has signed in",
    "second_factor_added": "A second factor was added",
    "second_factor_removed": "A second factor was removed",
    "identity_linked": "Another way to sign in was linked",
    "invitation": "You are invited",
    "account_deleted": "Your account was deleted",
}


def subject_of(kind: str) -> str:
    """Return the subject of a kind of notices; that of an unknown kind is its name."""
    return SUBJECTS.get(kind, kind.replace("_", " ").capitalize())


def text_of(kind: str, data: Mapping[str, str]) -> str:
    """Return the text: the subject and each value of the template on a line of its own."""
    return "\n".join((f"{subject_of(kind)}.", "", *(f"{name}: {value}" for name, value in data.items()), ""))


def mail_of(notice_id: UUID, kind: str, address: str, data: Mapping[str, str], at: datetime) -> bytes:
    """Return the message (RFC 5322) of a notice."""
    message = EmailMessage(policy=SMTPUTF8.clone(linesep="\n"))
    message["From"] = SENDER
    message["To"] = address
    message["Subject"] = subject_of(kind)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{notice_id}@marquee.localhost>"
    message.set_content(text_of(kind, data))
    return message.as_bytes()


def sms_of(kind: str, address: str, data: Mapping[str, str]) -> bytes:
    """Return the text of a notice by SMS, below its recipient."""
    return f"To: {address}\n\n{text_of(kind, data)}".encode()
