"""Requests that move money: each has a key by which a repetition is recognised."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from billing.domain.errors import KeyReused

_NAMESPACE: Final = UUID("8c2b8d9e-4c62-4c3a-9f0e-0a5f6f3b7a11")


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The key that a client chose, and a digest of the request that it came with."""

    key: str
    fingerprint: str

    def id_for(self, user_id: UUID) -> UUID:
        """Return the id of what the request creates. It is the same for every repetition, however late.

        It also becomes the key of the call to the provider, so that a request whose response was lost, and even one
        that ended between the call and its commit, is done once.
        """
        return uuid5(_NAMESPACE, f"{user_id}:{self.key}")

    def check(self, fingerprint: str) -> None:
        """Raise KeyReused when what exists was requested with another fingerprint."""
        self.check_same(fingerprint == self.fingerprint)

    @staticmethod
    def check_same(is_same: bool) -> None:
        """Raise KeyReused unless what exists is what is requested."""
        if not is_same:
            raise KeyReused
