"""Stores titles, and recognizes the files again that may be one of them."""

from collections.abc import Sequence
from typing import Final

from chassis.core.clock import Clock
from sources.application.matching.recognition import RecognizeFiles
from sources.application.unit_of_work import UnitOfWork
from sources.domain.matching.keys import keys_of_title
from sources.domain.matching.title import Title

PAGE: Final = 1_000
"""Files that are recognized at once."""


class UpdateTitles:
    """Stores imported titles.

    The match of a file follows from its name and from the titles, in whatever order they came: a file that waited for
    a title gets it, and one that two titles could be loses it.
    """

    def __init__(self, recognize: RecognizeFiles, clock: Clock) -> None:
        self._recognize = recognize
        self._clock = clock

    async def __call__(self, work: UnitOfWork, titles: Sequence[Title]) -> None:
        """Apply titles of any versions; older ones change nothing."""
        await work.titles.lock(exclusive=True)
        titles = await work.titles.save(titles)
        now = self._clock.now()
        for title in titles:
            if title.is_gone and title.successor_id is not None:
                await work.matches.move(title.media_id, title.successor_id, now)
        keys = set[str]().union(*map(keys_of_title, titles))
        media_ids = {title.media_id for title in titles}
        after = None
        while page := await work.matches.automatic(keys, media_ids, after, PAGE):
            recognized = await self._recognize.again(work.titles, [item.file for item in page])
            await work.matches.change(
                {
                    item.id: file.match
                    for item, file in zip(page, recognized, strict=True)
                    if file.match != item.file.match
                },
                now,
            )
            after = page[-1].id
