"""Forged and abused access tokens, which every verifier must reject the same way.

Most are signed with the real key: a verifier has to reject them for what they say. Those that name an address name
`trap`, so that a test sees whether anyone connects to it.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key

from chassis.testing.tokens import Tokens

DAY: Final = 86_400
EXPIRED: Final = frozenset({"expired"})
"""The only ones that are rejected with a code of their own."""

_DEEP: Final = b"[" * 2500
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def forgeries(tokens: Tokens, trap: str = "http://127.0.0.1:1") -> dict[str, str]:
    """Return tokens by what is wrong with them. They outlive a test run, so they can be made once for many tests."""
    forger = _Forger(tokens)
    return {
        **_shapes(forger),
        **_algorithms(forger),
        **_keys(forger, trap),
        **_headers(forger, trap),
        **_payloads(forger),
        **_claims(forger),
    }


class _Forger:
    """A good token, and tokens with the same content but another header, payload or signature."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.user = uuid4()
        self.good = self.issue()
        self.claims: dict[str, Any] = jwt.decode(self.good, options={"verify_signature": False})
        self.stranger = Tokens(key_id=tokens.key_id)

    def issue(self, user_id: UUID | None = None, **changes: Any) -> str:
        return self.tokens.issue(user_id or self.user, **{"lifetime": 2 * DAY, **changes})

    def header(self, **changes: object) -> dict[str, object]:
        return {"alg": "EdDSA", "typ": "at+jwt", "kid": self.tokens.key_id, **changes}

    @property
    def payload(self) -> str:
        return self.good.split(".")[1]

    def signed(
        self,
        head: Mapping[str, object] | bytes,
        payload: str | None = None,
        key: Ed25519PrivateKey | None = None,
    ) -> str:
        """Return a token with a valid signature over any header and payload."""
        text = f"{part(head)}.{self.payload if payload is None else payload}"
        return f"{text}.{part((key or self.tokens.private_key).sign(text.encode()))}"

    def claiming(self, **changes: object) -> str:
        return self.signed(self.header(), part({**self.claims, **changes}))

    def hmac(self, algorithm: str, secret: bytes) -> str:
        digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[algorithm]
        text = f"{part(self.header(alg=algorithm))}.{self.payload}"
        return f"{text}.{part(hmac.new(secret, text.encode(), digest).digest())}"

    def public_key(self, encoding: serialization.Encoding, form: serialization.PublicFormat) -> bytes:
        return self.tokens.public_key.public_bytes(encoding, form)


def part(content: Mapping[str, object] | bytes) -> str:
    """Return a part of a token: bytes as they are, or an object as JSON."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _shapes(forger: _Forger) -> dict[str, str]:
    good = forger.good
    head, payload, signature = good.split(".")
    last = _ALPHABET[_ALPHABET.index(signature[-1]) ^ 1]
    return {
        "one dot": ".",
        "two dots": "..",
        "four dots": "....",
        "words": "not a token",
        "not ASCII": "é.è.ê",
        "a refresh token": part(b"r" * 32),
        "two parts": f"{head}.{payload}",
        "four parts": f"{good}.{signature}",
        "signature gone": f"{head}.{payload}.",
        "signature cut": good[:-4],
        "signature of another token": f"{head}.{payload}.{forger.issue(uuid4()).rsplit('.', 1)[1]}",
        "payload of another token": f"{head}.{forger.issue(uuid4()).split('.')[1]}.{signature}",
        "other roles under the signature": f"{head}.{part({**forger.claims, 'roles': ['admin']})}.{signature}",
        "padding behind the signature": f"{good}==",
        "text behind the signature": f"{good}!",
        "a slash within the signature": f"{head}.{payload}.{signature[:40]}/{signature[40:]}",
        "another last character of the same signature": f"{head}.{payload}.{signature[:-1]}{last}",
        "padded header": f"{head}=.{payload}.{signature}",
        "header not in base64": f"!!.{payload}.{signature}",
        "more than 8 KiB of dots": "." * 8200,
        "longer than 8 KiB": forger.issue(claims={"padding": "x" * 8192}),
        "a good token and text": f"{good}{'A' * 8192}",
    }


def _algorithms(forger: _Forger) -> dict[str, str]:
    tokens, header = forger.tokens, forger.header
    pem = forger.public_key(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    raw = forger.public_key(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    headers = {"typ": "at+jwt", "kid": tokens.key_id}
    return {
        **{
            f"alg {name!r} without a signature": f"{part(header(alg=name))}.{forger.payload}."
            for name in ("none", "None", "NONE", "nOnE", "")
        },
        "alg none with a signature": forger.signed(header(alg="none")),
        "no alg": forger.signed({"typ": "at+jwt", "kid": tokens.key_id}),
        "alg null": forger.signed(header(alg=None)),
        "alg a list": forger.signed(header(alg=["EdDSA"])),
        "alg in small letters": forger.signed(header(alg="eddsa")),
        **{f"{name} with the public key as PEM": forger.hmac(name, pem) for name in ("HS256", "HS384", "HS512")},
        "HS256 with the raw public key": forger.hmac("HS256", raw),
        "HS256 with an empty secret": forger.hmac("HS256", b""),
        "RS256 by a key of its own": jwt.encode(forger.claims, generate_rsa_key(65537, 2048), "RS256", headers),
        "ES256 by a key of its own": jwt.encode(forger.claims, generate_ec_key(SECP256R1()), "ES256", headers),
        "EdDSA with a signature of zeros": f"{part(header())}.{forger.payload}.{part(bytes(64))}",
    }


def _keys(forger: _Forger, trap: str) -> dict[str, str]:
    header, stranger = forger.header, forger.stranger
    [jwk] = stranger.jwks["keys"]
    own = stranger.private_key
    return {
        "a stranger's key": stranger.issue(),
        "a stranger's key under an unknown id": stranger.issue(headers={"kid": "stranger"}),
        "a stranger's key carried in jwk": forger.signed(header(jwk=jwk), key=own),
        "a stranger's key at jku": forger.signed(header(jku=f"{trap}/jwks.json"), key=own),
        "a stranger's key at jku of an unknown id": forger.signed(header(kid="x", jku=f"{trap}/jwks.json"), key=own),
        "a stranger's certificate at x5u": forger.signed(header(x5u=f"{trap}/cert.pem"), key=own),
        "a stranger's certificate in x5c": forger.signed(header(x5c=["MIIB"]), key=own),
        "our key, and jku": forger.signed(header(jku=f"{trap}/jwks.json")),
        "no kid": forger.issue(headers={"kid": None}),
        "kid empty": forger.signed(header(kid="")),
        "kid a number": forger.signed(header(kid=7)),
        "kid a list": forger.signed(header(kid=[forger.tokens.key_id])),
        "kid null": forger.signed(header(kid=None)),
        "kid a path": forger.signed(header(kid="../../../../etc/passwd")),
        "kid a device": forger.signed(header(kid="/dev/null")),
        "kid a statement": forger.signed(header(kid="' or 1=1 --")),
        "kid a command": forger.signed(header(kid=f"key|curl {trap}")),
        "kid a URL": forger.signed(header(kid=f"{trap}/key")),
        "kid with a NUL": forger.signed(header(kid=f"{forger.tokens.key_id}\0")),
        "kid of a withdrawn key": Tokens(key_id="withdrawn").issue(),
    }


def _headers(forger: _Forger, trap: str) -> dict[str, str]:
    header, key_id = forger.header, forger.tokens.key_id
    start = f'{{"alg":"EdDSA","typ":"at+jwt","kid":"{key_id}"'.encode()
    return {
        "no typ": forger.issue(headers={"typ": None}),
        "typ JWT, as of an id token": forger.issue(headers={"typ": "JWT"}),
        "typ of a refresh token": forger.issue(headers={"typ": "rt+jwt"}),
        "typ of a logout token": forger.issue(headers={"typ": "logout+jwt"}),
        "typ in capitals": forger.issue(headers={"typ": "AT+JWT"}),
        "typ as a media type": forger.issue(headers={"typ": "application/at+jwt"}),
        "cty of a nested token": forger.signed(header(cty="JWT")),
        "unknown crit": forger.signed(header(crit=["exp2"], exp2=1)),
        "crit of b64": forger.signed(header(crit=["b64"], b64=False)),
        "crit empty": forger.signed(header(crit=[])),
        "b64 false without crit": forger.signed(header(b64=False)),
        "zip": forger.signed(header(zip="DEF")),
        "url of a key": forger.signed(header(url=trap)),
        "two algs, the last none": forger.signed(start + b',"alg":"none"}'),
        "two algs, the first none": forger.signed(b'{"alg":"none",' + start[1:] + b"}"),
        "two typs, the last ours": forger.signed(b'{"typ":"JWT",' + start[1:] + b"}"),
        "two kids, the last ours": forger.signed(b'{"kid":"x",' + start[1:] + b"}"),
        "header a list": forger.signed(b"[]"),
        "header a text": forger.signed(b'"at+jwt"'),
        "header not JSON": forger.signed(b"{"),
        "header not UTF-8": forger.signed(b"\xff{}"),
        "header nested deeply": forger.signed(_DEEP),
        "header with a deep value": forger.signed(start + b',"a":' + _DEEP),
    }


def _payloads(forger: _Forger) -> dict[str, str]:
    header = forger.header()
    text = json.dumps(forger.claims)
    return {
        "payload a list": forger.signed(header, part(b"[]")),
        "payload a number": forger.signed(header, part(b"1")),
        "payload empty": forger.signed(header, ""),
        "payload not JSON": forger.signed(header, part(b"hello")),
        "payload nested deeply": forger.signed(header, part(_DEEP)),
        "payload not UTF-8": forger.signed(header, part(text.encode() + b"\xff")),
        "roles twice": forger.signed(header, part(f'{text[:-1]}, "roles": ["admin"]}}'.encode())),
        "subject twice": forger.signed(header, part(f'{{"sub": "{uuid4()}", {text[1:]}'.encode())),
        "expiry twice": forger.signed(header, part(f'{{"exp": 1, {text[1:]}'.encode())),
    }


def _claims(forger: _Forger) -> dict[str, str]:
    claiming, now = forger.claiming, int(time.time())
    return {
        **{
            f"without {name}": forger.issue(claims={name: None})
            for name in ("exp", "iat", "jti", "sub", "iss", "aud", "sid")
        },
        "wrong issuer": claiming(iss="someone"),
        "issuer with a slash": claiming(iss=f"{forger.tokens.issuer}/"),
        "issuer a list": claiming(iss=[forger.tokens.issuer]),
        "wrong audience": claiming(aud="billing"),
        "audiences without ours": claiming(aud=["billing", "mail"]),
        "audience in capitals": claiming(aud=forger.tokens.audience.upper()),
        "subject no UUID": claiming(sub="ann"),
        "subject of other digits": claiming(sub="\u0660" * 8 + "-0000-0000-0000-" + "\u0660" * 12),
        "subject a number": claiming(sub=1),
        "session no UUID": claiming(sid="*"),
        "session a number": claiming(sid=1),
        "session null": claiming(sid=None),
        "roles a text": claiming(roles="admin"),
        "roles an object": claiming(roles={"admin": False}),
        "roles of numbers": claiming(roles=[1]),
        "scope a list": claiming(scope=["*"]),
        "scope null": claiming(scope=None),
        "plan a list": claiming(plan=["free"]),
        "plan null": claiming(plan=None),
        "expired": forger.issue(lifetime=-31),
        "expires at no time": claiming(exp="soon"),
        "expires at infinity": claiming(exp=float("inf")),
        "expires at not a number": claiming(exp=float("nan")),
        "issued in the future": claiming(iat=now + DAY),
        "issued at no time": claiming(iat="now"),
        "not valid yet": claiming(nbf=now + DAY),
    }
