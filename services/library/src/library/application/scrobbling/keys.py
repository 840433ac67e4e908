"""Creating and revoking keys of webhooks. Only the hash of a key is stored.

A key has 256 random bits, so the hash needs neither salt nor many rounds.
"""

from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.scrobbling.commands import CreateScrobbleKey
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import ScrobbleKeyNotFound, TooManyScrobbleKeys
from library.domain.scrobbling.keys import MOST_KEYS, ScrobbleKey


class CreateKey:
    """Creates keys."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        clock: Clock,
        new_key: Callable[[], str],
        new_id: Callable[[], UUID],
    ) -> None:
        self._units = units
        self._clock = clock
        self._new_key = new_key
        self._new_id = new_id

    async def __call__(self, command: CreateScrobbleKey) -> tuple[ScrobbleKey, str]:
        """Return a new key, and its text, which is known only now. Raises TooManyScrobbleKeys and AccountErased."""
        text = self._new_key()
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            if len(await work.scrobble_keys.of_user(command.user_id)) >= MOST_KEYS:
                raise TooManyScrobbleKeys(f"a user has at most {MOST_KEYS} keys: delete one that is not used")
            key = ScrobbleKey(
                id=self._new_id(),
                user_id=command.user_id,
                source=command.source,
                name=command.name,
                accounts=command.accounts,
                created_at=self._clock.now(),
            )
            await work.scrobble_keys.add(key, key_hash(text))
        return key, text


class DeleteKey:
    """Revokes keys."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def __call__(self, user_id: UUID, key_id: UUID) -> None:
        """Delete a key of a user: its address is no longer valid. Raises ScrobbleKeyNotFound and AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            if not await work.scrobble_keys.delete(user_id, key_id):
                raise ScrobbleKeyNotFound(f"no key has the id {key_id}")


def key_hash(key: str) -> bytes:
    """Return what is stored of a key."""
    return sha256(key.encode("utf-8", "replace")).digest()
