"""The titles of sections in Postgres, each list by an index."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text

from catalog.application.home.ports import OwnTitles
from catalog.application.read_models import Kind
from catalog.domain.home.hero import LEAST_POPULARITY, LEAST_QUALITY
from chassis.storage.reads import CompiledRead, ReadPool

# The bounds are those of the partial index `ix_media_hero`, which needs them in the text of the statement.
HERO: Final = CompiledRead(
    text(f"""
    select media_id from media
    where popularity_score >= {LEAST_POPULARITY:g} and quality_score >= {LEAST_QUALITY:g} and artwork
      and listed and release_date <= :today and (cast(:kind as text) is null or kind = :kind)
      and coalesce((
        select e.relevance from evaluations e
        where e.policy_version = (select version from policies where active) and e.media_id = media.media_id
      ), 0) >= (select coalesce(cast(config ->> 'homeMinRelevance' as integer), 0) from policies where active)
    order by popularity_score desc, ratingo_score desc, media_id desc
    limit :limit
    """)  # noqa: S608 - made of constants
)
_OWN: Final = CompiledRead(
    text("""
    (select true as begun, media_id from user_states
     where user_id = :user_id and not removed and season is not null
       and (state is null or state not in ('planned', 'completed', 'dropped'))
     order by changed_at desc, media_id limit :limit)
    union all
    (select false, media_id from user_states
     where user_id = :user_id and not removed and state = 'planned'
     order by changed_at desc, media_id limit :limit)
    """)
)


class SqlHomeTitles:
    """Selects the titles of sections."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def hero(self, kind: Kind | None, today: date, limit: int) -> Sequence[UUID]:
        """Return listed titles of the hero, the most popular first; a partial index holds all candidates."""
        rows = await self._reads.fetch(HERO, {"kind": kind, "today": today, "limit": limit})
        return [row["media_id"] for row in rows]

    async def own(self, user_id: UUID, limit: int) -> OwnTitles:
        """Return at most `limit` titles of each list of a user, by the primary key."""
        rows = await self._reads.fetch(_OWN, {"user_id": user_id, "limit": limit})
        return OwnTitles(
            begun=tuple(row["media_id"] for row in rows if row["begun"]),
            planned=tuple(row["media_id"] for row in rows if not row["begun"]),
        )
