"""Reading many sessions at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
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
    belonging: dict[str, dict[UUID, list[Any]]] = {}
    orders = {
        together_members: (together_members.c.joined_at, together_members.c.user_id),
        together_items: (together_items.c.place,),
    }
    # The session comes first: what is added meanwhile has a higher revision, and is read again.
    sessions = await connection.execute(select(together_sessions).where(is_among(together_sessions.c.id, chosen)))
    heads = sessions.mappings().all()
    for table, order in orders.items():
        rows = await connection.execute(select(table).where(is_among(table.c.session_id, chosen)).order_by(*order))
        belonging[table.name] = defaultdict(list)
        for row in rows.mappings():
            belonging[table.name][row["session_id"]].append(row)
    kicked: dict[UUID, list[UUID]] = defaultdict(list)
    if with_kicked:
        rows = await connection.execute(select(together_kicks).where(is_among(together_kicks.c.session_id, chosen)))
        for row in rows.mappings():
            kicked[row["session_id"]].append(row["user_id"])
    members, items = belonging[together_members.name], belonging[together_items.name]
    return {head["id"]: session_of(head, members[head["id"]], items[head["id"]], kicked[head["id"]]) for head in heads}


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
