"""What is known of a title, and which source said it."""

from collections.abc import Sequence

from ingestion.application.ports import OpenUnit
from ingestion.domain.errors import TitleNotFound
from ingestion.domain.facts import TitleKey
from ingestion.domain.records import TitleRecord


class TitleDesk:
    """Answers what is known of titles."""

    def __init__(self, open_unit: OpenUnit) -> None:
        self._open = open_unit

    async def get(self, key: TitleKey) -> TitleRecord:
        """Give a title's record; raises TitleNotFound."""
        async with self._open.read() as unit:
            found = await unit.titles.get(key)
        if found is None:
            raise TitleNotFound(key)
        return found

    async def known(self, keys: Sequence[TitleKey]) -> set[TitleKey]:
        """Give those that have been imported."""
        async with self._open.read() as unit:
            return await unit.titles.known(keys)
