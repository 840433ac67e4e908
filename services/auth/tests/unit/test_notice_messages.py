"""Notices as messages and texts."""

import email
from datetime import UTC, datetime
from email.policy import SMTPUTF8
from uuid import UUID

import pytest

from auth.domain.notices.notice import NoticeKind
from auth.infrastructure.notices.messages import SUBJECTS, mail_of, sms_of

pytestmark = pytest.mark.unit

AT = datetime(2026, 11, 29, 7, tzinfo=UTC)


def test_every_kind_has_a_subject() -> None:
    assert {kind.value for kind in NoticeKind} - SUBJECTS.keys() == set()


@pytest.mark.parametrize("address", ["ada@example.org", "дана@пошта.укр", "o'neil+x@example.org"])
def test_mail_has_recipient_subject_and_values(address: str) -> None:
    data = {"username": "ada_l", "code": "A" * 43}

    message = email.message_from_bytes(mail_of(UUID(int=7), "password_reset", address, data, AT), policy=SMTPUTF8)

    assert (message["To"], message["Subject"]) == (address, "Reset your password")
    assert message["Message-ID"] == f"<{UUID(int=7)}@marquee.localhost>"
    assert message["Date"].datetime == AT
    assert message.get_content() == f"Reset your password.\n\nusername: ada_l\ncode: {'A' * 43}\n"


def test_line_breaks_in_an_address_add_no_header() -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        mail_of(UUID(int=7), "password_reset", "ada@example.org\r\nBcc: eve@example.org", {}, AT)


def test_sms_has_recipient_and_values() -> None:
    assert sms_of("sign_in_code", "+15005550006", {"code": "123456"}) == (
        b"To: +15005550006\n\nYour code to sign in.\n\ncode: 123456\n"
    )
