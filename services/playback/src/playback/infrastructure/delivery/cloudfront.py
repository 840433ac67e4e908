"""Delivery by Amazon CloudFront: signed cookies and signed URLs with a custom policy.

A custom policy has one statement, whose resource may end with a wildcard; so each prefix has a policy of its own, and
cookies that browsers send for its path only. The signature is RSA with SHA-1 and PKCS #1 v1.5, the only one that
CloudFront verifies.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-setting-signed-cookie-custom-policy.html
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import orjson
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from playback.application.delivery.ports import DeliveryCookie, Viewer
from playback.infrastructure.delivery.prefixes import address, covering

_URL_SAFE: Final = bytes.maketrans(b"+=/", b"-_~")


def url_safe(data: bytes) -> str:
    """Return Base64 in CloudFront's own alphabet."""
    return base64.b64encode(data).translate(_URL_SAFE).decode("ascii")


def policy(url: str, prefix: str, expiry: int) -> bytes:
    """Return the policy for everything below a prefix, without spaces."""
    condition = {"DateLessThan": {"AWS:EpochTime": expiry}}
    return orjson.dumps({"Statement": [{"Resource": address(url, prefix) + "*", "Condition": condition}]})


def private_key(pem: str) -> RSAPrivateKey:
    """Return the key of a PEM; raise ValueError, without the text, for anything else."""
    try:
        key = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError) as error:
        raise ValueError("must be a private key in PEM without a password") from error
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("must be an RSA key: cookies are signed with no other")  # noqa: TRY004 - a setting's value
    return key


@dataclass(frozen=True, slots=True)
class SignedPolicy:
    """The three values that CloudFront needs for one prefix."""

    policy: str
    signature: str = field(repr=False)
    key_pair: str


@dataclass(frozen=True, slots=True)
class CloudFrontGrant:
    """Signed policies by prefix."""

    url: str
    domain: str | None
    policies: dict[str, SignedPolicy] = field(repr=False)

    @property
    def cookies(self) -> Sequence[DeliveryCookie]:
        """Return three cookies for each prefix: relative addresses have no signature of their own."""
        return [
            DeliveryCookie(f"CloudFront-{name}", value, self.domain, f"/{prefix}")
            for prefix, signed in self.policies.items()
            for name, value in (
                ("Policy", signed.policy),
                ("Signature", signed.signature),
                ("Key-Pair-Id", signed.key_pair),
            )
        ]

    def url_of(self, key: str) -> str:
        """Return the signed address of an object, for clients without cookies."""
        signed = self.policies[covering(tuple(self.policies), key)]
        query = f"Policy={signed.policy}&Signature={signed.signature}&Key-Pair-Id={signed.key_pair}"
        return f"{address(self.url, key)}?{query}"


class CloudFrontDelivery:
    """Signs policies; calls nothing."""

    def __init__(self, url: str, key_pair: str, key: RSAPrivateKey, cookie_domain: str | None) -> None:
        """`url` is that of the distribution; the cookies are for `cookie_domain`, which it shares with the API."""
        self._url = url.rstrip("/")
        self._key_pair = key_pair
        self._key = key
        self._domain = cookie_domain

    def grant(self, prefixes: Sequence[str], _: Viewer, expires_at: datetime) -> CloudFrontGrant:
        """Return a policy for each prefix."""
        expiry = int(expires_at.timestamp())
        return CloudFrontGrant(self._url, self._domain, {prefix: self._signed(prefix, expiry) for prefix in prefixes})

    def _signed(self, prefix: str, expiry: int) -> SignedPolicy:
        text = policy(self._url, prefix, expiry)
        signature = self._key.sign(text, PKCS1v15(), SHA1())  # noqa: S303 - CloudFront verifies no other digest
        return SignedPolicy(url_safe(text), url_safe(signature), self._key_pair)
