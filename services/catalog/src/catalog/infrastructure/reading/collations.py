"""The order of names in a language, by the collations of Postgres."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from sqlalchemy import text

from chassis.core.languages import script_of
from chassis.storage.reads import CompiledRead, ReadPool

ANY_LANGUAGE: Final = "und-x-icu"
"""The order of the Unicode collation: of letters, not of their codes, as no language has it."""
_SUFFIX: Final = "-x-icu"

_AVAILABLE: Final = CompiledRead(
    text("select cast(collname as text) from pg_collation where collprovider = 'i' and collname like '%-x-icu'")
)


class NameOrder:
    """Orders names; the collations of the server are read once."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads
        self._available: frozenset[str] = frozenset()

    async def places(self, names: Sequence[str], language: str) -> Sequence[int]:
        """Return the places of names, from 1, in the order of a language."""
        if not self._available:
            self._available = frozenset([row[0] for row in await self._reads.fetch(_AVAILABLE)])
        read = _in_order(collation_of(language, self._available))
        return [row[0] for row in await self._reads.fetch(read, {"names": list(names)})]


def collation_of(language: str, available: Collection[str]) -> str:
    """Return the collation of a language tag: that of its script if it is written in several, or of any language."""
    script = script_of(language)
    name = language.partition("-")[0].lower()
    candidates = (*([f"{name}-{script.title()}"] if script else []), name)
    collations = (candidate + _SUFFIX for candidate in candidates)
    return next((collation for collation in collations if collation in available), ANY_LANGUAGE)


@lru_cache(maxsize=64)
def _in_order(collation: str) -> CompiledRead:
    """Return the statement of a collation that the server has."""
    return CompiledRead(
        text(f"""
        select cast(place as integer) from unnest(cast(:names as text[])) with ordinality as named (name, place)
        order by name collate "{collation}", place
        """)  # noqa: S608 - the name of a collation of the server
    )
