"""A notice of auth: what its user may read of it, and how long it is worth delivering."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID, uuid5

from notifications.domain.messages.kinds import Kind
from notifications.domain.messages.occurrence import Occurrence, Value

NoticeChannel = Literal["email", "sms"]

OUTLIVING: Final = frozenset({"invitation", "account_deleted", "email_changed"})
"""Kinds that no erasure may keep from being delivered: their receiver has no account yet, or none any more, or had the
former address of one. Who takes over an account can change its address and delete it at once.
"""

_NAMESPACE: Final = UUID("8c0d9c0b-3f0e-5b43-8d0a-64f6e7f2b1a9")
_UNITS: Final = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice without what is secret in it."""

    notice_id: UUID
    user_id: UUID
    kind: Kind
    channel: NoticeChannel
    language: str | None
    requested_at: datetime

    @property
    def receiver_id(self) -> UUID:
        """Return whose delivery it is: the user, or an id of no user for what outlives the account."""
        return uuid5(_NAMESPACE, str(self.notice_id)) if self.outlives_account else self.user_id

    @property
    def outlives_account(self) -> bool:
        """Return whether it is delivered even if the account is erased."""
        return self.kind.name in OUTLIVING

    def occurrence(self, shown: Mapping[str, Value]) -> Occurrence:
        """Return what the inbox shows of it."""
        return Occurrence(self.kind, f"notice:{self.notice_id}", self.user_id, self.requested_at, shown)

    def expires_at(self, lifetime: timedelta) -> datetime:
        """Return when it is not worth delivering any more."""
        return self.requested_at + min(self.kind.lifetime, lifetime)


def shown_values(kind: Kind, values: Mapping[str, str]) -> dict[str, Value]:
    """Return the values that the inbox may show: those that the kind names, of which none is a secret."""
    return {name: values[name] for name in (*kind.values, *kind.optional) if name in values} if kind.in_inbox else {}


def stated_lifetime(values: Mapping[str, str]) -> timedelta:
    """Return how long a code is valid by the values of its notice; without such a value, without an end."""
    for name, unit in _UNITS.items():
        if (number := values.get(name, "")).isascii() and number.isdigit() and len(number) <= 4:
            return unit * int(number)
    return timedelta.max
