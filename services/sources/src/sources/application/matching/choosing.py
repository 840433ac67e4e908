"""Matches files as users choose."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from sources.application.matching.ports import KnownFile, Version
from sources.application.matching.recognition import RecognizeFiles
from sources.application.media_sources.access import Actor, find_owned
from sources.application.unit_of_work import UnitOfWork, Units
from sources.domain.matching.chosen import ChosenTitle, chosen_match, match_by_name
from sources.domain.matching.errors import FileNotFound, FolderTooLarge, TitleNotFound
from sources.domain.matching.title import Title
from sources.domain.media_sources.errors import SourceNotFound
from sources.domain.media_sources.source import MediaSource

MOST_IN_FOLDER: Final = 2_000
"""Files of a folder that are matched at once."""


class ChooseMatches:
    """Matches files for the owners of their sources and for administrators; such a match stays when titles change."""

    def __init__(self, units: Units, recognize: RecognizeFiles, clock: Clock) -> None:
        self._units = units
        self._recognize = recognize
        self._clock = clock

    async def choose(self, file_id: UUID, chosen: ChosenTitle, actor: Actor) -> Version:
        """Return the file with its title; raise FileNotFound, SourceOfAnother, TitleNotFound, SettingInvalid."""
        async with self._units.begin() as work:
            source, file = await _owned_file(work, file_id, actor)
            match = chosen_match(chosen, await _title(work, chosen.media_id))
            await work.matches.change({file_id: match}, self._clock.now())
            return Version(source, replace(file, file=replace(file.file, match=match)))

    async def release(self, file_id: UUID, actor: Actor) -> Version:
        """Return the file with the title that its name and ids give it; raise FileNotFound, SourceOfAnother."""
        async with self._units.begin() as work:
            await work.titles.lock()
            source, file = await _owned_file(work, file_id, actor)
            [recognized] = await self._recognize.again(work.titles, [file.file])
            await work.matches.change({file_id: recognized.match}, self._clock.now())
            return Version(source, replace(file, file=recognized))

    async def choose_folder(self, source_id: UUID, folder: str, media_id: UUID, actor: Actor) -> int:
        """Match the files of a folder with a title, episodes by their names. Return how many there were.

        Files whose names state no episode stay as they are. Raise SourceNotFound, SourceOfAnother, TitleNotFound,
        FolderTooLarge.
        """
        async with self._units.begin() as work:
            # Imports of titles lock files in another order.
            await work.titles.lock()
            await find_owned(work, source_id, actor)
            title = await _title(work, media_id)
            files = await work.matches.below(source_id, folder.strip("/"), MOST_IN_FOLDER + 1)
            if len(files) > MOST_IN_FOLDER:
                raise FolderTooLarge(MOST_IN_FOLDER)
            chosen = {file.id: match for file in files if (match := match_by_name(file.file, title)) is not None}
            await work.matches.change(chosen, self._clock.now())
            return len(chosen)


async def _owned_file(work: UnitOfWork, file_id: UUID, actor: Actor) -> tuple[MediaSource, KnownFile]:
    file = await work.matches.find(file_id, lock=True)
    if file is None:
        raise FileNotFound(file_id)
    try:
        return await find_owned(work, file.source_id, actor), file
    except SourceNotFound as invisible:
        raise FileNotFound(file_id) from invisible


async def _title(work: UnitOfWork, media_id: UUID) -> Title:
    titles = await work.titles.by_id([media_id])
    if not titles:
        raise TitleNotFound(media_id)
    return titles[0]
