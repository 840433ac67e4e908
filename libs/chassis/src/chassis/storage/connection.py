"""Connections of the driver that know the types of Postgres itself."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Final

import asyncpg

_LAST_BUILT_IN: Final = 9_999
"""Types up to this number are part of Postgres: the same in every database, and never changed."""
_NAMED: Final = SimpleNamespace(name="built-in")
"""Stands for the statement that the types were read with: one with a name leaves the statement of the caller intact."""

_built_in: Final[dict[frozenset[int], Sequence[Any]]] = {}


class Connection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that takes the descriptions of built-in types, such as arrays of numbers, from an earlier one.

    asyncpg reads the description of an array once per connection, which takes Postgres 20 ms of processor time, and the
    client 5 ms, before the first statement.
    """

    async def _introspect_types(self, typeoids: Sequence[int], timeout: float | None) -> tuple[Sequence[Any], Any]:
        """Return the descriptions of types and the statement that read them."""
        numbers = frozenset(typeoids)
        if numbers in _built_in:
            return _built_in[numbers], _NAMED
        types, statement = await super()._introspect_types(typeoids, timeout)
        if max(numbers) <= _LAST_BUILT_IN:
            _built_in[numbers] = types
        return types, statement
