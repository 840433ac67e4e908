"""Argon2id in a few threads with a bounded queue, so that a flood of sign-ins does not exhaust the process.

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
    """Hashes with configured parameters; the C code runs without the interpreter lock."""

    def __init__(self, *, memory_kib: int, passes: int, lanes: int, threads: int, queue: int) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._capacity = threads + queue
        self._dummy_hash = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """Return the hash of a normalised password; raise PasswordsBusy."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Return whether a password matches. Without a hash, verify against a dummy hash of the current parameters."""
        compared = self._dummy_hash if password_hash is None else password_hash
        return await self._run(lambda: self._matches(compared, password)) and password_hash is not None

    def needs_rehash(self, password_hash: str) -> bool:
        """Return whether a hash was made with other parameters than the configured ones."""
        return self._hasher.check_needs_rehash(password_hash)

    def close(self) -> None:
        """Stop the threads without waiting."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._capacity == 0:
            raise PasswordsBusy
        self._capacity -= 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        # Freed when the thread is done, not when a cancelled caller stops waiting.
        future.add_done_callback(lambda _: self._free())
        return await asyncio.shield(future)

    def _free(self) -> None:
        self._capacity += 1
