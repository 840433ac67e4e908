"""Keys of the counts of attempts at factors, and the subjects of codes by message.

Attempts at a second factor are counted per account, whatever their network: only who knows the password gets so far, so
no stranger can delay the user, and no number of networks gives more guesses. Messages are counted per receiver too.
"""

import hashlib
from uuid import UUID

from chassis.core.networks import network_of


def factor_key(account_id: UUID) -> bytes:
    """Return the key of attempts at the factors of an account."""
    return _key(b"factor", account_id.bytes)


def message_key(subject: bytes) -> bytes:
    """Return the key of messages to one receiver."""
    return _key(b"message", subject)


def code_key(subject: bytes, address: str) -> bytes:
    """Return the key of attempts at a code by message, from one network."""
    return _key(b"code", subject, network_of(address).encode())


def account_subject(account_id: UUID) -> bytes:
    """Return what stands for an account in codes by message; it does not reveal the account."""
    return _key(b"account", account_id.bytes)


def unknown_subject(identifier: str) -> bytes:
    """Return what stands for an identifier without an account; it looks like an account."""
    return _key(b"unknown", identifier.encode())


def _key(*parts: bytes) -> bytes:
    return hashlib.sha256(b"\n".join(parts)).digest()
