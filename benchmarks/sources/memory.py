"""The catalog of the generated library, in memory."""

from collections.abc import Collection, Mapping, Sequence

from contracts.identity import media_id
from devstack.media_library.titles import LibraryTitle, movies, shows
from sources.domain.files.listed import ExternalIds
from sources.domain.matching.candidates import candidates_of
from sources.domain.matching.keys import id_keys
from sources.domain.matching.title import Title


def catalog() -> list[Title]:
    """Return the titles of the generated library."""
    return [_title(title) for title in (*movies(), *shows())]


def _title(title: LibraryTitle) -> Title:
    return Title(
        media_id=media_id(title.kind, title.number),
        kind=title.kind,
        names=(title.name, title.other_name) if title.other_name else (title.name,),
        year=title.year,
        ids=ExternalIds(title.imdb, title.number, None),
        version=1,
        seasons=title.seasons,
        countries=(title.country,),
    )


class MemoryTitles:
    """Titles without a database."""

    def __init__(self, titles: Sequence[Title]) -> None:
        self._by_key = candidates_of(titles)

    async def lock(self, *, exclusive: bool = False) -> None:
        """Do nothing: nothing changes."""

    async def named(self, names: Collection[str]) -> Mapping[str, Sequence[Title]]:
        """Return the titles by key."""
        return {name: self._by_key[name] for name in names if name in self._by_key}

    async def with_ids(self, ids: Collection[ExternalIds]) -> Sequence[Title]:
        """Return the titles that have one of the ids."""
        return [title for item in ids for key in id_keys(item) for title in self._by_key.get(key, ())]
