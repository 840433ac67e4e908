"""Decisions of editors, which no event carries: a replay keeps them, and applies them to what it rebuilds."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from catalog.domain.editing.edition import Edition
from catalog.domain.editing.overrides import Override
from catalog.infrastructure.editing import edition_rows

EDITOR = UUID(int=0xED)
EDITED_AT = datetime(2026, 11, 19, tzinfo=UTC)


async def edit_titles(engine: AsyncEngine, media_ids: Iterable[UUID]) -> None:
    """Store names that an editor gave to titles, which need not be imported yet."""
    async with engine.begin() as connection:
        for media_id in media_ids:
            name = Override(f"Name {media_id} of an editor", EDITOR, EDITED_AT)
            await edition_rows.save(connection, Edition(media_id, 1, {"title": name}))
