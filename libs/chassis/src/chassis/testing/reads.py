"""The statements that a read pool executes."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from chassis.storage.reads import NO_VALUES, CompiledRead, ReadPool, Record, Values

Executed = tuple[str, list[object]]
"""The text of a statement, and its values by position."""


@contextmanager
def executed_reads(pool: ReadPool) -> Iterator[list[Executed]]:
    """Collect the statements that the pool executes."""
    executed: list[Executed] = []
    fetch = pool.fetch

    async def recording(read: CompiledRead, values: Values = NO_VALUES) -> list[Record]:
        executed.append((read.text(values), read.arguments(values)))
        return await fetch(read, values)

    with patch.object(pool, "fetch", recording):
        yield executed
