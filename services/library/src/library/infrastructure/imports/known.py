"""What the user's journal says of titles before rows are added to it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.applying.planning import MarkPlace
from library.infrastructure.plays.tables import marks, plays

_OF_IMPORTS: Final = "import:%"


async def read_plays(
    connection: AsyncConnection, user_id: UUID, media_ids: Collection[UUID]
) -> Mapping[UUID, Counter[EpisodeNumber | None]]:
    """Return by title how often each episode was played, by the index of users and titles."""
    place = (plays.c.media_id, plays.c.season, plays.c.episode)
    query = select(*place, func.count().label("plays")).where(
        plays.c.user_id == user_id, plays.c.media_id.in_(list(media_ids)), plays.c.retracted_at.is_(None)
    )
    counts: dict[UUID, Counter[EpisodeNumber | None]] = defaultdict(Counter)
    for row in await connection.execute(query.group_by(*place)):
        episode = None if row.season is None else EpisodeNumber(row.season, row.episode)
        counts[row.media_id][episode] = row.plays
    return counts


async def read_marks_by_hand(
    connection: AsyncConnection, user_id: UUID, media_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[MarkPlace, datetime]]:
    """Return by title when the user set marks by hand, the last of each, by the index of users and titles."""
    place = (marks.c.media_id, marks.c.kind, marks.c.season, marks.c.episode)
    query = select(*place, func.max(marks.c.at).label("last")).where(
        marks.c.user_id == user_id,
        marks.c.media_id.in_(list(media_ids)),
        marks.c.retracted_at.is_(None),
        marks.c.origin.not_like(_OF_IMPORTS),
    )
    set_at: dict[UUID, dict[MarkPlace, datetime]] = defaultdict(dict)
    for row in await connection.execute(query.group_by(*place)):
        set_at[row.media_id][row.kind, row.season, row.episode] = row.last
    return set_at
