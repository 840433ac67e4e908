"""Codes by message: making one, storing its digest and requesting its delivery, in one unit of work."""

from datetime import datetime
from uuid import UUID, uuid4

from auth.application.security.attempts import count_attempt
from auth.application.unit_of_work import UnitOfWork
from auth.domain.events import NoticeRequested
from auth.domain.factors.errors import InvalidFactor
from auth.domain.factors.one_time_codes import LIFETIME, OneTimeCode, Purpose
from auth.domain.factors.phones import Phone
from auth.domain.factors.throttling import account_subject, message_key
from auth.domain.notices.notice import Notice, NoticeKind, Recipient

_KINDS: dict[Purpose, NoticeKind] = {
    "sign-in": NoticeKind.SIGN_IN_CODE,
    "second-factor": NoticeKind.SIGN_IN_CODE,
    "reauthentication": NoticeKind.SIGN_IN_CODE,
    "phone": NoticeKind.PHONE_CONFIRMATION,
}


def code_notice(purpose: Purpose, recipient: Recipient, code: str) -> Notice:
    """Return the notice that carries a code to its receiver."""
    minutes = str(int(LIFETIME.total_seconds()) // 60)
    return Notice(_KINDS[purpose], recipient, {"code": code, "minutes": minutes})


class Messages:
    """Sends codes to the phone of an account."""

    async def send_to_phone(self, work: UnitOfWork, account_id: UUID, purpose: Purpose) -> None:
        """Send a code to the confirmed number for second steps; raise InvalidFactor without one, or TooManyAttempts."""
        phone = await work.factors.phones.of(account_id)
        if phone is None or phone.confirmed_at is None or phone.use != "second-factor":
            raise InvalidFactor
        await self.send(work, phone, purpose, await work.now())

    async def send(self, work: UnitOfWork, phone: Phone, purpose: Purpose, now: datetime) -> None:
        """Send a code to a number of an account; raise TooManyAttempts after five messages in a row."""
        subject = account_subject(phone.account_id)
        key = message_key(subject)
        await count_attempt(work, key, now)
        code, stored = OneTimeCode.new(subject, purpose, now)
        await work.factors.codes.save(stored)
        notice = code_notice(purpose, Recipient("sms", phone.number), code)
        await work.publish(NoticeRequested(now, uuid4(), phone.account_id, notice))
