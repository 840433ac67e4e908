"""The signature of a delivery: a time and an HMAC of it and the raw body."""

import hashlib
import hmac


def signature(body: bytes, secrets: list[str], now: int) -> str:
    """Return the header `Stripe-Signature` for a body, with one signature per secret that is valid."""
    signed = f"{now}.".encode() + body
    parts = [f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}" for secret in secrets]
    return ",".join([f"t={now}", *parts])
