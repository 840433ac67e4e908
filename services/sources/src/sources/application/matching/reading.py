"""Reads the versions of titles, and the files of sources."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from sources.application.matching.ports import FileFilter, Version
from sources.application.media_sources.access import Actor, find_owned, find_visible
from sources.application.unit_of_work import Readers
from sources.domain.matching.errors import FileNotFound
from sources.domain.matching.keys import id_keys, ids_of, keys_of_file
from sources.domain.matching.likely import likeliest, likely_names
from sources.domain.matching.title import Title
from sources.domain.media_sources.errors import SourceNotFound
from sources.domain.media_sources.source import MediaSource, Visibility
from sources.domain.quality.order import place_of_version

MOST_CANDIDATES: Final = 20


class ReadMatches:
    """Returns versions to users who see their sources, and files without a title to those who may match them."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def versions(self, media_id: UUID, actor: Actor) -> Sequence[Version]:
        """Return the versions of a title that a user may see, the best first."""
        async with self._readers.read() as work:
            sources = {source.id: source for source in await work.media_sources.visible_to(actor.user_id)}
            files = await work.matches.versions(media_id, sources.keys())
        versions = [Version(sources[file.source_id], file) for file in files]
        return sorted(versions, key=lambda version: place_of_version(version.file.file))

    async def unmatched(self, source_id: UUID | None, part: Slice, actor: Actor) -> Part[Version]:
        """Return files without a title of the sources that a user may match.

        Raise SourceNotFound, SourceOfAnother, PlaceForgotten.
        """
        async with self._readers.read() as work:
            if source_id is not None:
                sources = [await find_owned(work, source_id, actor)]
            else:
                visible = await work.media_sources.visible_to(actor.user_id)
                sources = [source for source in visible if _may_match(source, actor)]
            by_id = {source.id: source for source in sources}
            files = await work.matches.unmatched(by_id.keys(), part)
        return Part([Version(by_id[file.source_id], file) for file in files.items], files.total, files.last)

    async def files(self, source_id: UUID, which: FileFilter, part: Slice, actor: Actor) -> Part[Version]:
        """Return files of a source that a user may see; raise SourceNotFound, PlaceForgotten."""
        async with self._readers.read() as work:
            source = await find_visible(work, source_id, actor)
            files = await work.matches.of_source(source_id, which, part)
        return Part([Version(source, file) for file in files.items], files.total, files.last)

    async def candidates(self, file_id: UUID, actor: Actor) -> Sequence[Title]:
        """Return titles that a file may be, the likeliest first; raise FileNotFound, SourceOfAnother."""
        async with self._readers.read() as work:
            file = await work.matches.find(file_id)
            if file is None:
                raise FileNotFound(file_id)
            try:
                await find_owned(work, file.source_id, actor)
            except SourceNotFound as invisible:
                raise FileNotFound(file_id) from invisible
            recognized = file.file
            keys = keys_of_file(recognized.listed, recognized.parsed)
            keys |= likely_names(recognized.listed, recognized.parsed)
            titles = [title for named in (await work.titles.named(keys)).values() for title in named]
            ids = ids_of(recognized.listed, recognized.parsed)
            if id_keys(ids):
                titles.extend(await work.titles.with_ids([ids]))
        return likeliest(recognized, titles)[:MOST_CANDIDATES]


def _may_match(source: MediaSource, actor: Actor) -> bool:
    return source.owner_id == actor.user_id or (actor.is_administrator and source.visibility is Visibility.EVERYONE)
