"""What the user's journal says of titles before rows are added to it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import is_among
from library.application.imports.ports import EQUAL_PLAY, JournalFacts
from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.applying.equality import JournalPlay, JournalPlays
from library.domain.imports.applying.planning import MarkPlace
from library.domain.imports.rows import Moment
from library.domain.imports.run import ImportRun
from library.infrastructure.imports.tables import import_keys
from library.infrastructure.plays.tables import marks, plays

_OF_IMPORTS: Final = "import:%"


async def read_journal_facts(connection: AsyncConnection, run: ImportRun, media_ids: Collection[UUID]) -> JournalFacts:
    """Return what the journal of the user of an import says of titles: a query each on plays, keys and marks."""
    counts: dict[UUID, Counter[EpisodeNumber | None]] = defaultdict(Counter)
    others: dict[UUID, dict[EpisodeNumber | None, list[JournalPlay]]] = defaultdict(lambda: defaultdict(list))
    query = select(
        *(plays.c.play_id, plays.c.media_id, plays.c.season, plays.c.episode, plays.c.watched_at, plays.c.precision),
        *(plays.c.origin, plays.c.batch_id),
    ).where(plays.c.user_id == run.user_id, is_among(plays.c.media_id, media_ids), plays.c.retracted_at.is_(None))
    for row in await connection.execute(query.order_by(plays.c.sequence)):
        place = None if row.season is None else EpisodeNumber(row.season, row.episode)
        counts[row.media_id][place] += 1
        if row.batch_id != run.import_id:
            play = JournalPlay(row.play_id, Moment(row.precision, row.watched_at), row.origin)
            others[row.media_id][place].append(play)
    covering = await _covering(connection, run, media_ids)
    journal = {
        media_id: JournalPlays(others.get(media_id, {}), covering.get(media_id, {}))
        for media_id in others.keys() | covering.keys()
    }
    return JournalFacts(counts, await _marks_by_hand(connection, run.user_id, media_ids), journal)


async def _covering(
    connection: AsyncConnection, run: ImportRun, media_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[str, UUID]]:
    """Return by title and key the plays that imported ones of the format equal, by the index of subjects."""
    keys = import_keys.c
    query = select(keys.media_id, keys.key, keys.subject).where(
        keys.user_id == run.user_id,
        is_among(keys.media_id, media_ids),
        keys.subject.is_not(None),
        keys.subject["type"].astext == EQUAL_PLAY,
        keys.subject["origin"].astext == run.origin,
    )
    covering: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    for row in await connection.execute(query):
        covering[row.media_id][row.key] = UUID(row.subject["play"])
    return covering


async def _marks_by_hand(
    connection: AsyncConnection, user_id: UUID, media_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[MarkPlace, datetime]]:
    """Return by title when the user set marks by hand, the last of each, by the index of users and titles."""
    place = (marks.c.media_id, marks.c.kind, marks.c.season, marks.c.episode)
    query = select(*place, func.max(marks.c.at).label("last")).where(
        marks.c.user_id == user_id,
        is_among(marks.c.media_id, media_ids),
        marks.c.retracted_at.is_(None),
        marks.c.origin.not_like(_OF_IMPORTS),
    )
    set_at: dict[UUID, dict[MarkPlace, datetime]] = defaultdict(dict)
    for row in await connection.execute(query.group_by(*place)):
        set_at[row.media_id][row.kind, row.season, row.episode] = row.last
    return set_at
