"""Proof of a password by a digest (RFC 7616): the password itself never travels."""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

_FIELD: Final = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.){0,1024})"|([^\s,"]{1,1024}))')


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_ALGORITHMS: Final[Mapping[str, Callable[[str], str]]] = {"": _md5, "md5": _md5, "sha-256": _sha256}


class DigestAuthorization:
    """Responds to the last challenge of a server; the first request of all has none and is refused."""

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._challenge: Mapping[str, str] = {}
        self._count = 0

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        """Return the proof for one request."""
        if not self._challenge:
            return {}
        self._count += 1
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return {"authorization": self._proof(method, target, f"{self._count:08x}", secrets.token_hex(8))}

    def is_renewed(self, headers: Mapping[str, str]) -> bool:
        """Read a challenge; the same nonce again means that the credentials are wrong, unless it is called stale."""
        scheme, _, stated = headers.get("www-authenticate", "").strip().partition(" ")
        fields = {name.lower(): quoted or plain for name, quoted, plain in _FIELD.findall(stated)}
        is_usable = fields.get("algorithm", "").lower() in _ALGORITHMS and "auth" in fields.get("qop", "auth").split(
            ","
        )
        if scheme.lower() != "digest" or not is_usable or not {"realm", "nonce"} <= fields.keys():
            return False
        was_tried = bool(self._challenge) and self._count > 0
        self._challenge, self._count = fields, 0
        return not was_tried or fields.get("stale", "").lower() == "true"

    def _proof(self, method: str, target: str, count: str, nonce: str) -> str:
        challenge = self._challenge
        digest = _ALGORITHMS[challenge.get("algorithm", "").lower()]
        user = digest(f"{self._user}:{challenge['realm']}:{self._password}")
        request = digest(f"{method}:{target}")
        fields = {"username": self._user, "realm": challenge["realm"], "nonce": challenge["nonce"], "uri": target}
        if "qop" in challenge:
            proof = digest(f"{user}:{challenge['nonce']}:{count}:{nonce}:auth:{request}")
        else:
            proof = digest(f"{user}:{challenge['nonce']}:{request}")
        fields["response"] = proof
        fields |= {name: challenge[name] for name in ("opaque",) if name in challenge}
        plain = {name: challenge[name] for name in ("algorithm",) if name in challenge}
        if "qop" in challenge:
            fields["cnonce"] = nonce
            plain |= {"qop": "auth", "nc": count}
        quoted = [f'{name}="{value}"' for name, value in fields.items()]
        return "Digest " + ", ".join([*quoted, *(f"{name}={value}" for name, value in plain.items())])
