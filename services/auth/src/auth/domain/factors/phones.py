"""The phone number of an account, and what it is used for."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from auth.domain.errors import InvalidInput
from auth.domain.factors.methods import PhoneUse
from chassis.core.phone_numbers import RULE, masked, parse_number


@dataclass(frozen=True, slots=True)
class Phone:
    """The phone number of an account; it counts once a code has confirmed it."""

    account_id: UUID
    number: str = field(repr=False)
    use: PhoneUse
    created_at: datetime
    confirmed_at: datetime | None = None

    @property
    def masked(self) -> str:
        """Return what may be shown of the number: its last two digits."""
        return masked(self.number)


def parse_phone(text: str) -> str:
    """Return a phone number without separators; raise InvalidInput."""
    number = parse_number(text)
    if number is None:
        raise InvalidInput("number", "phone_number", RULE)
    return number
