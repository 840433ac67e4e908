"""Which factors an account has, and which of them may complete a sign-in."""

from dataclasses import dataclass
from typing import Final, Literal

FactorMethod = Literal["passkey", "totp", "sms", "recovery-code"]
METHODS: Final[tuple[FactorMethod, ...]] = ("passkey", "totp", "sms", "recovery-code")
"""Methods of the second step of a sign-in, the strongest first."""

PhoneUse = Literal["sign-in", "second-factor"]
"""What a phone number is for. Never both: one lost phone would be the whole sign-in."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The factors of an account that are ready for use; `phone` is null without a confirmed number."""

    totp: bool = False
    passkeys: int = 0
    phone: PhoneUse | None = None
    recovery_codes: int = 0

    @property
    def needs_second_factor(self) -> bool:
        """Return whether a sign-in by password or code needs a second step.

        Passkeys alone do not demand it: users add one to sign in faster, and may be on a device without it.
        """
        return self.totp or self.phone == "second-factor"

    @property
    def methods(self) -> tuple[FactorMethod, ...]:
        """Return the methods of the second step, the strongest first; none if there is no second step."""
        if not self.needs_second_factor:
            return ()
        present = {
            "passkey": self.passkeys > 0,
            "totp": self.totp,
            "sms": self.phone == "second-factor",
            "recovery-code": self.recovery_codes > 0,
        }
        return tuple(method for method in METHODS if present[method])
