"""Rules of a new password that need more than the password: the words of its account and lists of breached ones."""

from collections.abc import Iterable
from typing import Protocol

from auth.domain.accounts.context_words import context_words
from auth.domain.accounts.passwords import BREACHED, check_context, parse_new_password
from auth.domain.errors import InvalidInput


class BreachedPasswords(Protocol):
    """Passwords that are known from breaches."""

    async def contains(self, password: str) -> bool:
        """Return whether a normalised password is among them."""
        ...


class PasswordPolicy:
    """Decides whether a password may become that of an account."""

    def __init__(self, lists: Iterable[BreachedPasswords] = (), *, shortest: int) -> None:
        self._lists = tuple(lists)
        self._shortest = shortest

    async def check(self, text: str, username: str, email: str, *, field: str = "password") -> str:
        """Return the password in NFKC; raise InvalidInput with the broken rule, and never the password."""
        password = parse_new_password(text, shortest=self._shortest, field=field)
        check_context(password, context_words(username, email), field=field)
        for breached in self._lists:
            if await breached.contains(password):
                raise InvalidInput(field, "password_breached", BREACHED)
        return password
