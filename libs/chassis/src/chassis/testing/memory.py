"""Ports in memory: what the fakes of the services have in common."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from typing import Self


class InMemoryUnits:
    """Base of a fake that is a unit of work factory and its work in one. Its attributes hold the stored values."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Self]:
        """Return itself; an exception restores the attributes, each with the items that it had before."""
        before = {name: copy(value) for name, value in vars(self).items()}
        try:
            yield self
        except BaseException:
            vars(self).update(before)
            raise
