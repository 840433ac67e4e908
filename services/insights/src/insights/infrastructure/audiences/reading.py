"""Reading audience retention: one indexed statement per request."""

import json
from typing import Final
from uuid import UUID

from sqlalchemy import Boolean, Integer, bindparam, text
from sqlalchemy import Uuid as UuidType

from chassis.storage.reads import CompiledRead, ReadPool, Record
from insights.application.audiences.read_models import TitleRetention
from insights.domain.audiences.retention import PartShare, Retention, Video

_RETENTION: Final = CompiledRead(
    text("""
    select t.media_id as title_id, t.name, r.* from titles t
    left join lateral (
      select * from audience_retention a
      where a.media_id = t.media_id and a.trailer = :trailer and a.users > 0
        and a.season is not distinct from :season and a.episode is not distinct from :episode
      order by a.asset_version desc, a.measured_at desc limit 1
    ) r on true
    where t.media_id = :media_id
    """).bindparams(
        bindparam("media_id", type_=UuidType, required=True),
        bindparam("trailer", type_=Boolean, required=True),
        bindparam("season", type_=Integer, required=True),
        bindparam("episode", type_=Integer, required=True),
    )
)


class SqlAudienceReader:
    """Audience retention in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def retention(self, media_id: UUID, video: Video) -> TitleRetention | None:
        """Return the row of the newest version whose retention is shown."""
        values = {"media_id": media_id, "trailer": video.trailer, "season": video.season, "episode": video.episode}
        row = await self._reads.fetch_row(_RETENTION, values)
        if row is None:
            return None
        measured = None if row["asset_id"] is None else _measured(row, video)
        return TitleRetention(row["title_id"], row["name"], video, measured)


def _measured(row: Record, video: Video) -> Retention:
    return Retention(
        asset_id=row["asset_id"],
        asset_version=row["asset_version"],
        version=row["version"],
        media_id=row["media_id"],
        video=video,
        duration_ms=row["duration_ms"],
        users=row["users"],
        parts=[PartShare(**part) for part in json.loads(row["parts"])],
        measured_at=row["measured_at"],
    )
