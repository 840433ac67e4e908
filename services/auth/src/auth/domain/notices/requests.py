"""Requests of notices to the user of an account."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from auth.domain.accounts.account import Account
from auth.domain.events import NoticeRequested
from auth.domain.notices.notice import Notice, NoticeKind, Recipient


def mail_to(
    account: Account,
    kind: NoticeKind,
    at: datetime,
    data: Mapping[str, str] | None = None,
    *,
    address: str | None = None,
) -> NoticeRequested:
    """Return the request of a notice by mail in the user's language, to the address of the account or another one.

    The username is one of the values of every notice.
    """
    recipient = Recipient("email", address or account.email)
    values = {"username": account.username, **(data or {})}
    notice = Notice(kind, recipient, values, account.profile.preferences.language)
    return NoticeRequested(at, uuid4(), account.id, notice)
