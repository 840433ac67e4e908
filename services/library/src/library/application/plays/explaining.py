"""Explaining the figures of an entry by the journal of its title."""

from dataclasses import dataclass
from uuid import UUID

from library.application.plays.ports import PlayReader
from library.domain.errors import MediaNotFound
from library.domain.plays.explanation import Explanation, explain
from library.domain.plays.show import Show
from library.domain.titles.title import Title


@dataclass(frozen=True, slots=True)
class ExplainedTitle:
    """A title, what its journal is read against, and the explanation."""

    title: Title
    show: Show
    explanation: Explanation


class ExplainEntry:
    """Explains the entry of a user for a title."""

    def __init__(self, reader: PlayReader) -> None:
        self._reader = reader

    async def __call__(self, user_id: UUID, media_id: UUID) -> ExplainedTitle:
        """Return the explanation, also of a title without an entry; raise MediaNotFound."""
        journal = await self._reader.journal(user_id, media_id)
        if journal is None:
            raise MediaNotFound(f"no title has the id {media_id}")
        return ExplainedTitle(journal.title, journal.show, explain(journal.title.kind, journal.items, journal.show))
