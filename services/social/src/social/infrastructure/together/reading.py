"""Reading many sessions at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import is_among
from social.application.together.ports import Standing, TitleName
from social.domain.together.session import Session
from social.infrastructure.activity.tables import titles
from social.infrastructure.together.rows import session_of
from social.infrastructure.together.tables import (
    together_items,
    together_kicks,
    together_members,
    together_sessions,
)


async def read_sessions(
    connection: AsyncConnection, session_ids: Collection[UUID], *, with_kicked: bool = False
) -> Mapping[UUID, Session]:
    """Return sessions by their ids."""
    chosen = sorted(set(session_ids))
    if not chosen:
        return {}
    # The session comes first: what is added meanwhile has a higher revision, and is read again.
    query = select(together_sessions).where(is_among(together_sessions.c.id, chosen))
    heads = (await connection.execute(query)).mappings().all()
    members = await _belonging(connection, together_members, chosen, "joined_at", "user_id")
    items = await _belonging(connection, together_items, chosen, "place")
    kicks = await _belonging(connection, together_kicks, chosen) if with_kicked else {}
    return {
        head["id"]: session_of(
            head,
            members.get(head["id"], ()),
            items.get(head["id"], ()),
            [row["user_id"] for row in kicks.get(head["id"], ())],
        )
        for head in heads
    }


async def _belonging(
    connection: AsyncConnection, table: Table, session_ids: Sequence[UUID], *order: str
) -> Mapping[UUID, Sequence[Any]]:
    """Return the rows of a table that belong to sessions, in an order."""
    query = select(table).where(is_among(table.c.session_id, session_ids)).order_by(*(table.c[name] for name in order))
    rows: dict[UUID, list[Any]] = defaultdict(list)
    for row in (await connection.execute(query)).mappings():
        rows[row["session_id"]].append(row)
    return rows


async def read_standings(
    connection: AsyncConnection, session_ids: Collection[UUID], present_since: datetime
) -> Mapping[UUID, Standing]:
    """Return what differs when sessions have changed."""
    chosen = sorted(set(session_ids))
    sessions = select(together_sessions.c.id, together_sessions.c.revision)
    revisions = (await connection.execute(sessions.where(is_among(together_sessions.c.id, chosen)))).all()
    present = select(together_members.c.session_id, together_members.c.user_id).where(
        is_among(together_members.c.session_id, chosen), together_members.c.seen_at > present_since
    )
    seen: dict[UUID, set[UUID]] = defaultdict(set)
    for session_id, user_id in await connection.execute(present):
        seen[session_id].add(user_id)
    return {id_: Standing(revision, frozenset(seen[id_])) for id_, revision in revisions}


async def read_titles(connection: AsyncConnection, media_ids: Collection[UUID]) -> Mapping[UUID, TitleName]:
    """Return titles that the catalog lists."""
    if not media_ids:
        return {}
    query = select(titles.c.media_id, titles.c.title, titles.c.slug).where(
        is_among(titles.c.media_id, sorted(media_ids)), titles.c.is_listed
    )
    return {row.media_id: TitleName(row.title, row.slug) for row in await connection.execute(query)}
