"""Opening what auth has sealed with the notice keys, and sealing it with the keys of this service."""

import binascii
from base64 import b64decode
from typing import TypeVar
from uuid import UUID

from pydantic import ValidationError

from chassis.storage.encryption import CannotOpen, Keyring
from contracts.auth import ContactContent, NoticeContent, UserContactChangedV1, UserNoticeRequestedV1
from contracts.event import Contract
from notifications.application.notices.ports import SealedContent, Unreadable
from notifications.domain.notices.notice import Notice, shown_values, stated_lifetime
from notifications.infrastructure.deliveries.sealed import NoticeContent as StoredContent
from notifications.infrastructure.deliveries.sealed import Sealed

ContentT = TypeVar("ContentT", bound=Contract)


class NoticeSeals:
    """Has both kinds of keys. What it opens is neither logged nor part of an error."""

    def __init__(self, notice_keys: Keyring, sealed: Sealed) -> None:
        self._notice_keys = notice_keys
        self._sealed = sealed

    def email(self, user_id: UUID, sealed: str) -> bytes:
        """Seal the address for the user's row."""
        content = self._open(ContactContent, sealed, UserContactChangedV1.context_of(user_id))
        return self._sealed.seal_email(user_id, content.email)

    def notice(self, notice: Notice, delivery_id: UUID, sealed: str) -> SealedContent:
        """Seal the content for the row of the delivery."""
        content = self._open(NoticeContent, sealed, UserNoticeRequestedV1.context_of(notice.notice_id))
        stored = StoredContent(content.address, dict(content.data))
        return SealedContent(
            self._sealed.seal_notice(delivery_id, stored),
            shown_values(notice.kind, content.data),
            stated_lifetime(content.data),
        )

    def _open(self, model: type[ContentT], sealed: str, context: bytes) -> ContentT:
        try:
            return model.model_validate_json(self._notice_keys.open(b64decode(sealed, validate=True), context=context))
        except (CannotOpen, binascii.Error, ValidationError) as failure:
            # Not as its cause: a message about invalid content quotes it.
            raise Unreadable(f"the sealed part cannot be opened: {type(failure).__name__}") from None
