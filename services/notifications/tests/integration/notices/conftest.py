"""Events as auth publishes them, with sealed contents."""

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from services.notifications.tests.conftest import NOTICE_KEY, USER

from chassis.storage.encryption import Keyring
from chassis.testing.clock import NOON
from contracts.auth import ContactContent, NoticeContent, UserContactChangedV1, UserNoticeRequestedV1

CODE = "482913"
ADDRESS = "ada.marker@example.org"
KEYS = Keyring([NOTICE_KEY])

MakeNotice = Callable[..., UserNoticeRequestedV1]


def sealed(content: NoticeContent | ContactContent, context: bytes, keys: Keyring = KEYS) -> str:
    """Return a content as auth seals it."""
    return b64encode(keys.seal(content.to_json(), context=context)).decode()


@pytest.fixture
def requested() -> MakeNotice:
    def make(
        kind: str = "sign_in_code",
        number: int = 1,
        *,
        user: UUID = USER,
        channel: str = "email",
        address: str = ADDRESS,
        data: dict[str, str] | None = None,
        at: datetime = NOON,
        keys: Keyring = KEYS,
    ) -> UserNoticeRequestedV1:
        """Return the request of a notice."""
        notice_id = UUID(int=number)
        content = NoticeContent(address=address, data=data or {"code": CODE, "minutes": "10", "username": "ada"})
        return UserNoticeRequestedV1.model_validate(
            {
                "notice_id": notice_id,
                "user_id": user,
                "kind": kind,
                "channel": channel,
                "language": "uk",
                "sealed": sealed(content, UserNoticeRequestedV1.context_of(notice_id), keys),
                "requested_at": at,
            }
        )

    return make


def contact(version: int, email: str, *, user: UUID = USER, confirmed: bool = True) -> UserContactChangedV1:
    """Return the event of an address."""
    return UserContactChangedV1(
        version=version,
        user_id=user,
        sealed=sealed(ContactContent(email=email), UserContactChangedV1.context_of(user)),
        email_confirmed=confirmed,
        changed_at=NOON,
    )
