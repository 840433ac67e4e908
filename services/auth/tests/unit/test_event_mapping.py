"""Events as other services see them."""

from base64 import b64decode
from datetime import UTC, datetime
from uuid import UUID

import pytest

from auth.domain.events import ContactChanged, NoticeRequested
from auth.domain.notices.notice import Notice, NoticeKind, Recipient
from auth.infrastructure.event_mapping import EventMapping
from chassis.storage.encryption import CannotOpen, Keyring
from contracts.auth import ContactContent, NoticeContent, UserContactChangedV1, UserNoticeRequestedV1

pytestmark = pytest.mark.unit

KEYS = Keyring([bytes(32)])
NOTICE_ID, ACCOUNT = UUID(int=1), UUID(int=2)


def mapped() -> UserNoticeRequestedV1:
    recipient = Recipient("email", "ada@example.org")
    notice = Notice(NoticeKind.PASSWORD_RESET, recipient, {"code": "Marker-1843"}, language="de-DE")
    event = EventMapping(KEYS)(NoticeRequested(datetime(2026, 11, 29, tzinfo=UTC), NOTICE_ID, ACCOUNT, notice))
    assert isinstance(event, UserNoticeRequestedV1)
    return event


def test_recipient_and_values_of_a_notice_are_sealed() -> None:
    event = mapped()
    assert (event.kind, event.channel, event.language, event.key()) == (
        "password_reset",
        "email",
        "de-DE",
        str(ACCOUNT),
    )
    assert b"Marker" not in event.to_json()
    assert b"ada" not in event.to_json()
    opened = KEYS.open(b64decode(event.sealed), context=event.context_of(event.notice_id))
    assert NoticeContent.model_validate_json(opened) == NoticeContent(
        address="ada@example.org", data={"code": "Marker-1843"}
    )


def test_the_sealed_part_of_a_notice_opens_for_no_other() -> None:
    event = mapped()
    with pytest.raises(CannotOpen):
        KEYS.open(b64decode(event.sealed), context=event.context_of(UUID(int=3)))


def test_a_notice_shows_neither_recipient_nor_values_in_logs() -> None:
    notice = Notice(NoticeKind.PASSWORD_RESET, Recipient("email", "ada@example.org"), {"code": "Marker-1843"})
    assert "ada" not in repr(notice)
    assert "Marker" not in repr(notice)


def test_the_address_of_a_user_is_sealed_for_this_user() -> None:
    changed = ContactChanged(datetime(2026, 11, 29, tzinfo=UTC), ACCOUNT, 3, "ada@example.org", email_confirmed=True)
    event = EventMapping(KEYS)(changed)

    assert isinstance(event, UserContactChangedV1)
    assert (event.key(), event.version, event.email_confirmed) == (str(ACCOUNT), 3, True)
    assert b"ada" not in event.to_json()
    assert "ada" not in repr(changed)
    opened = KEYS.open(b64decode(event.sealed), context=event.context_of(ACCOUNT))
    assert ContactContent.model_validate_json(opened) == ContactContent(email="ada@example.org")
    with pytest.raises(CannotOpen):
        KEYS.open(b64decode(event.sealed), context=event.context_of(UUID(int=3)))
