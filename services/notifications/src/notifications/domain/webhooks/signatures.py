"""Signatures of webhooks by the specification Standard Webhooks, version 1 of its symmetric scheme.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import datetime
from os import urandom
from typing import Final
from uuid import UUID

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
FORM: Final = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


def new_secret() -> str:
    """Return a random secret."""
    return PREFIX + base64.b64encode(urandom(SECRET_BYTES)).decode()


def signature_headers(message_id: UUID, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """Return the headers of a message; each secret signs it, so that a receiver may know either of them."""
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
