"""Invitations of other servers: used once, for some time, as a token that names the server and its key."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from federation.domain.peers.errors import InvitationInvalid
from federation.domain.peers.permissions import Permission

PREFIX: Final = "mqf_"
LONGEST_TOKEN: Final = 4096
LONGEST_URL: Final = 2048


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that an administrator has made. Only the digest of its secret is stored."""

    id: UUID
    digest: bytes
    permissions: frozenset[Permission]
    created_by: UUID
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def counts_at(self, now: datetime) -> bool:
        """Return whether it can be used."""
        return self.used_at is None and self.withdrawn_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class InvitationToken:
    """What the invited server learns by an invitation."""

    url: str
    server_id: UUID
    key_id: str
    secret: str

    def written(self) -> str:
        """Return the token as administrators pass it on."""
        members = {"u": self.url, "s": str(self.server_id), "k": self.key_id, "t": self.secret}
        return PREFIX + base64.urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()

    @classmethod
    def read(cls, token: str) -> "InvitationToken":
        """Return what a token states; raise InvitationInvalid."""
        try:
            if not token.startswith(PREFIX) or len(token) > LONGEST_TOKEN:
                raise InvitationInvalid
            text = token.removeprefix(PREFIX)
            members = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
            url, server, key, secret = (members[name] for name in "uskt")
            if not all(isinstance(member, str) and member.isascii() for member in (url, server, key, secret)):
                raise InvitationInvalid
            return cls(url[:LONGEST_URL], UUID(server), key, secret)
        except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as invalid:
            raise InvitationInvalid from invalid


def digest_of(secret: str) -> bytes:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).digest()
