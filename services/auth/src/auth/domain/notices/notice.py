"""Notices to users by mail or SMS. Another service delivers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Channel = Literal["email", "sms"]


class NoticeKind(StrEnum):
    """Kinds of notices; each has a template where it is delivered. The names are part of the contract."""

    EMAIL_CONFIRMATION = "email_confirmation"
    EMAIL_CHANGED = "email_changed"
    PHONE_CONFIRMATION = "phone_confirmation"
    PASSWORD_RESET = "password_reset"
    PASSWORD_CHANGED = "password_changed"
    SIGN_IN_CODE = "sign_in_code"
    NEW_DEVICE = "new_device"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    IDENTITY_LINKED = "identity_linked"
    INVITATION = "invitation"
    ACCOUNT_DELETED = "account_deleted"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a notice goes: an e-mail address, or a telephone number in E.164."""

    channel: Channel
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `data` are the values of its template, such as a code; they are sealed before they leave auth."""

    kind: NoticeKind
    recipient: Recipient
    data: Mapping[str, str] = field(default_factory=dict, repr=False)
    language: str | None = None
    """The language of the user (BCP 47), or null."""
