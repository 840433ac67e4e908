"""Argon2id in a few threads with a bounded queue: a flood of sign-ins costs its senders, not the process.

https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html (parameters)
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from auth.domain.errors import PasswordsBusy

T = TypeVar("T")


class Argon2Passwords:
    """Hashes with the given parameters; the C code runs without the interpreter's lock."""

    def __init__(self, *, memory_kib: int, passes: int, lanes: int, threads: int, queue: int) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._room = threads + queue
        self._nobodys_hash = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """Give the hash of a normalised password; raises PasswordsBusy."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Tell whether a password is right; nobody's hash has today's parameters and no known password."""
        known = self._nobodys_hash if password_hash is None else password_hash
        return await self._run(lambda: self._matches(known, password)) and password_hash is not None

    def needs_rehash(self, password_hash: str) -> bool:
        """Tell whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._room == 0:
            raise PasswordsBusy
        self._room -= 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        # Freed when the thread is done, not when a caller that gave up stops waiting.
        future.add_done_callback(lambda _: self._leave())
        return await asyncio.shield(future)

    def _leave(self) -> None:
        self._room += 1
