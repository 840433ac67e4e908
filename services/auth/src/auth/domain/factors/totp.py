"""Codes of authenticator apps (TOTP, RFC 6238): six digits that change every 30 seconds.

A code is accepted one step early or late, because clocks differ. A code that was seen must not work again (section
5.2), so the last used step is stored and a step is accepted once.
"""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pyotp import TOTP

from auth.domain.factors.errors import InvalidFactor

STEP_SECONDS: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20
"""The length of the output of HMAC-SHA-1, as RFC 4226 section 4 recommends."""
ISSUER: Final = "Marquee"

_WINDOW: Final = (-1, 0, 1)
_CODE: Final = re.compile(r"[0-9]{6}")
_NEVER: Final = -1


@dataclass(frozen=True, slots=True)
class Totp:
    """The secret that an account shares with an authenticator app; it counts once a code has confirmed it."""

    account_id: UUID
    secret: bytes = field(repr=False)
    created_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = _NEVER

    @classmethod
    def new(cls, account_id: UUID, now: datetime) -> Self:
        """Return a new secret, not confirmed yet."""
        return cls(account_id, secrets.token_bytes(SECRET_BYTES), now)

    @property
    def text(self) -> str:
        """Return the secret as users type it: Base32 without padding."""
        return base64.b32encode(self.secret).rstrip(b"=").decode()

    def uri(self, user: str) -> str:
        """Return the `otpauth:` URI that apps scan; `user` is the name that they show."""
        return TOTP(self.text, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=user, issuer_name=ISSUER)

    def code_at(self, step: int) -> str:
        """Return the code of a step."""
        return TOTP(self.text, digits=DIGITS, interval=STEP_SECONDS).generate_otp(step)

    def accept(self, code: str, now: datetime) -> Self:
        """Return the secret after a code was used; raise InvalidFactor for a wrong, old or used code.

        Every step of the window is compared, so that the time does not depend on which one matches.
        """
        if not _CODE.fullmatch(code):
            raise InvalidFactor
        current = step_at(now)
        steps = [step for step in (current + shift for shift in _WINDOW) if self._matches(code, step)]
        unused = [step for step in steps if step > self.last_step]
        if not unused:
            raise InvalidFactor
        return replace(self, last_step=max(unused), confirmed_at=self.confirmed_at or now)

    def _matches(self, code: str, step: int) -> bool:
        return hmac.compare_digest(self.code_at(step), code)


def step_at(now: datetime) -> int:
    """Return the number of the step at a time."""
    return int(now.timestamp()) // STEP_SECONDS
