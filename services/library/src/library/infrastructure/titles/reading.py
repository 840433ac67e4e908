"""Reading titles by their ids."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import is_among
from library.domain.titles.title import Title
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.tables import CARD, titles


async def read_titles(connection: AsyncConnection, media_ids: Collection[UUID]) -> Mapping[UUID, Title]:
    """Return what lists show of the imported titles of these ids, in one query by primary key."""
    if not media_ids:
        return {}
    query = select(*CARD).where(is_among(titles.c.media_id, set(media_ids)), titles.c.facts_version.is_not(None))
    return {row["media_id"]: to_title(row) for row in (await connection.execute(query)).mappings()}
