"""Outcomes: what the responses of a relay mean (RFC 5321, and the enhanced codes of RFC 3463)."""

import re
from dataclasses import dataclass
from typing import Final

from aiosmtplib import SMTPDataError, SMTPRecipientRefused, SMTPResponseException, SMTPSenderRefused

from notifications.domain.deliveries.model import Refused

CLOSING: Final = 421
"""The server ends the connection, whatever the command was."""
_ENHANCED: Final = re.compile(r"\A\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
_GONE: Final = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
"""No such mailbox or domain, a malformed address, a mailbox that has moved, takes no mail, or is disabled."""
_FULL: Final = "2.2"
_MOST_DETAIL: Final = 300
_UNPRINTABLE: Final = re.compile(r"[^\x20-\x7e\u00a0-\uffff]+")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal, and whether it is the server that fails rather than this message."""

    outcome: Refused
    is_outage: bool = False


def refusal_of(failure: SMTPResponseException, recipient: str) -> Refusal:
    """Return what a response to MAIL, RCPT or DATA means."""
    detail = readable(f"{failure.code} {failure.message}", recipient)
    permanent = failure.code >= 500
    if failure.code == CLOSING:
        return Refusal(Refused("server_unavailable", detail), is_outage=True)
    if isinstance(failure, SMTPRecipientRefused):
        return Refusal(_of_recipient(failure, detail, permanent=permanent))
    if isinstance(failure, SMTPSenderRefused):
        # It concerns every message: the operator has to act, and messages wait for it.
        return Refusal(Refused("sender_refused", detail), is_outage=permanent)
    if isinstance(failure, SMTPDataError):
        code = "message_refused" if permanent else "message_deferred"
        return Refusal(Refused(code, detail, permanent=permanent))
    return Refusal(Refused("server_unavailable", detail), is_outage=True)


def _of_recipient(failure: SMTPRecipientRefused, detail: str, *, permanent: bool) -> Refused:
    enhanced = _ENHANCED.match(failure.message)
    status = f"{int(enhanced[2])}.{int(enhanced[3])}" if enhanced else None
    if status == _FULL:
        return Refused("mailbox_full", detail, permanent=permanent)
    if not permanent:
        return Refused("recipient_deferred", detail)
    if status in _GONE:
        return Refused("mailbox_unknown", detail, permanent=True, target_is_gone=True)
    return Refused("recipient_refused", detail, permanent=True)


def readable(response: str, recipient: str) -> str:
    """Return a response for a log: one line, bounded, without the address, which servers like to repeat."""
    line = " ".join(_UNPRINTABLE.sub(" ", response).split())
    return re.sub(re.escape(recipient), "<address>", line, flags=re.IGNORECASE)[:_MOST_DETAIL]
