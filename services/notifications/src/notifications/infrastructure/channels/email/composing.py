"""Composing: a message as MIME, the same bytes in every attempt but for the date.

Relays sign what they send (DKIM): all text is encoded to seven bits, so that no server on the way changes it.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Final

import idna

from notifications.application.deliveries.channels import OutgoingMessage

_MOST_ADDRESS: Final = 320
_MOST_LINK: Final = 900
"""With its name and brackets within the 998 characters of a line (RFC 5322)."""
_INVALID: Final = re.compile(r"[\s\x00-\x20\x7f<>()\[\]\\,;:\"]")
_INVALID_LINK: Final = re.compile(r"[\s<>]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]+")


class InvalidAddress(ValueError):
    """An address that no message can be sent to."""


class _Unfolded(UnstructuredHeader, BaseHeader):
    """A header on one line, as folding would put a long URL into encoded words that no reader of it decodes."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _headers() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("list-unsubscribe", "list-unsubscribe-post", "feedback-id"):
        registry.map_to_type(name, _Unfolded)
    return registry


_POLICY: Final = SMTP.clone(cte_type="7bit", header_factory=_headers())
_INTERNATIONAL: Final = _POLICY.clone(utf8=True)
_SHORT: Final = 76
"""Characters of a line that needs no folding (RFC 5322 recommends 78 at most)."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address with its domain in ASCII (IDNA 2008), and perhaps a name that is shown."""

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """Return the address alone."""
        return f"{self.local}@{self.domain}"

    @property
    def is_international(self) -> bool:
        """Return whether it takes a server with SMTPUTF8 (RFC 6531)."""
        return not self.local.isascii()

    @property
    def header(self) -> Address:
        """Return it as the value of a header."""
        return Address(self.name, self.local, self.domain)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who messages are from; the domain of the mailbox is the one to sign for."""

    mailbox: Mailbox
    reply_to: Mailbox | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it is handed over."""

    sender: str
    recipient: str
    content: bytes
    is_international: bool
    """Whether it takes a server with SMTPUTF8."""


def named_mailbox(text: str) -> Mailbox:
    """Return the mailbox in a text such as `Marquee <no-reply@example.org>`; raise InvalidAddress."""
    name, address = parseaddr(text)
    return mailbox_of(address, _one_line(name))


def mailbox_of(address: str, name: str = "") -> Mailbox:
    """Return the mailbox of a bare address; raise InvalidAddress."""
    local, _, domain = address.rpartition("@")
    if not local or len(address) > _MOST_ADDRESS or _INVALID.search(address) or "@" in local:
        raise InvalidAddress("must be an e-mail address")
    try:
        mailbox = Mailbox(name, local, _ascii_domain(domain))
        # The parser of addresses has rules of its own.
        _ = mailbox.header
    except (idna.IDNAError, HeaderParseError, ValueError, IndexError) as error:
        raise InvalidAddress("must be an e-mail address") from error
    return mailbox


@lru_cache(maxsize=4096)
def _ascii_domain(domain: str) -> str:
    """Return a domain in ASCII; most users share a few."""
    return idna.encode(domain, uts46=True, std3_rules=True, transitional=False).decode("ascii")


def compose(message: OutgoingMessage, sender: Sender, now: datetime) -> Mail:
    """Return the message as plain text and HTML; raise InvalidAddress."""
    recipient = mailbox_of(message.address)
    policy = _INTERNATIONAL if recipient.is_international else _POLICY
    headers = [
        ("Date", format_datetime(now)),
        ("Message-ID", f"<{message.delivery_id}@{sender.mailbox.domain}>"),
        ("From", str(sender.mailbox.header)),
    ]
    if sender.reply_to is not None:
        headers.append(("Reply-To", str(sender.reply_to.header)))
    headers += [("To", str(recipient.header)), ("Subject", _one_line(message.content.title)), *_marks(message)]
    head = [_header(name, value, policy) for name, value in headers]
    head += [_header("Content-Language", message.language, policy), "MIME-Version: 1.0\r\n"]
    content = "".join(head).encode() + _body(message)
    return Mail(sender.mailbox.address, recipient.address, content, recipient.is_international)


def _header(name: str, value: str, policy: Policy) -> str:
    """Return a header as it is sent.

    The parser of the standard library folds and encodes what needs it. It takes longer than all the rest of a message.
    """
    if value.isascii() and len(name) + len(value) < _SHORT and "=?" not in value:
        return f"{name}: {value}\r\n"
    return policy.fold(*policy.header_store_parse(name, value))


def _marks(message: OutgoingMessage) -> list[tuple[str, str]]:
    """Return the headers by which receivers recognize automatic mail, and the way out of it."""
    marks = [
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Feedback-ID", f"{message.kind}:notifications:marquee"),
    ]
    link = message.content.unsubscribe_url
    if link is not None and link.isascii() and len(link) <= _MOST_LINK and not _INVALID_LINK.search(link):
        marks.append(("List-Unsubscribe", f"<{link}>"))
        if link.startswith("https://"):
            # One click is defined for HTTPS only (RFC 8058).
            marks.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return marks


def _body(message: OutgoingMessage) -> bytes:
    """Return the parts, with the headers that describe them."""
    content = message.content
    plain = _part("plain", content.text)
    if content.html is None:
        return plain
    # A boundary by chance would make every attempt a different message.
    boundary = f"=_{message.delivery_id.hex}".encode()
    parts = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in (plain, _part("html", content.html)))
    return b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n\r\n%b--%b--\r\n' % (boundary, parts, boundary)


def _part(subtype: str, text: str) -> bytes:
    """Return a text in short lines of seven bits, in the shortest encoding."""
    text = _CONTROLS.sub(" ", text.replace("\r\n", "\n"))
    text = text if text.endswith("\n") else f"{text}\n"
    encoded = text.encode("utf-8", "replace")
    if text.isascii() and max(map(len, text.split("\n"))) <= _SHORT:
        encoding, body = "7bit", encoded
    else:
        encoding, body = "quoted-printable", b2a_qp(encoded, istext=True)
        if len(body) > len(encoded) * 4 / 3:
            encoding, body = "base64", encodebytes(encoded.replace(b"\n", b"\r\n"))
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + body.replace(b"\n", b"\r\n")


def _one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())
