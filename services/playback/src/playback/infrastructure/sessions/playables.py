"""What a session plays, read in one statement outside of its transaction."""

import json
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, bindparam, text
from sqlalchemy import Uuid as UuidType

from chassis.storage.reads import CompiledRead, ReadPool
from playback.application.sessions.requests import Playable
from playback.domain.assets.asset import Subtitle, Version, VersionStatus
from playback.domain.assets.subject import Subject
from playback.infrastructure.assets.rows import asset_of

_READ: Final = CompiledRead(
    text("""
select a.*, v.number, v.source, v.source_bytes, v.encryption, v.prefix, v.media::text as media, v.duration_ms, v.bytes,
  v.created_by as version_created_by, v.created_at as version_created_at, v.ready_at,
  (select json_agg(json_build_object('id', s.id, 'language', s.language, 'label', s.label, 'kind', s.kind,
      'file', s.file, 'bytes', s.bytes) order by s.language, s.kind)::text
    from subtitles s where s.asset_id = a.id) as subtitles,
  following.season as next_season, following.episode as next_episode
from assets a
join asset_versions v on v.asset_id = a.id and v.number = a.current_version and v.status = 'ready'
left join lateral (
  select n.season, n.episode from assets n
  where n.media_id = a.media_id and n.current_version is not null and n.unpublished_at is null
    and (n.season, n.episode) > (a.season, a.episode) and (n.season = a.season or a.season > 0)
  order by n.season, n.episode limit 1
) as following on true
where a.media_id = :media_id and a.season is not distinct from :season and a.episode is not distinct from :episode
  and a.trailer = :trailer and a.unpublished_at is null
""").bindparams(
        bindparam("media_id", type_=UuidType),
        bindparam("season", type_=Integer),
        bindparam("episode", type_=Integer),
        bindparam("trailer"),
    )
)


class SqlPlayables:
    """Reads playables."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def of(self, subject: Subject) -> Playable | None:
        """Return the row of a subject with its subtitles and the next episode."""
        values = {
            "media_id": subject.media_id,
            "season": subject.season,
            "episode": subject.episode,
            "trailer": subject.trailer,
        }
        row = await self._reads.fetch_row(_READ, values)
        if row is None:
            return None
        asset = asset_of(row)
        after = None
        if row["next_season"] is not None:
            after = Subject(subject.media_id, row["next_season"], row["next_episode"])
        subtitles = [_subtitle_of(item, row) for item in json.loads(row["subtitles"] or "[]")]
        return Playable(asset, _version_of(row), subtitles, after)


def _version_of(row: Any) -> Version:
    return Version(
        asset_id=row["id"],
        number=row["number"],
        source=row["source"],
        source_bytes=row["source_bytes"],
        encryption=row["encryption"],
        status=VersionStatus.READY,
        prefix=row["prefix"],
        media=json.loads(row["media"]),
        duration_ms=row["duration_ms"],
        bytes=row["bytes"],
        created_by=row["version_created_by"],
        created_at=row["version_created_at"],
        ready_at=row["ready_at"],
    )


def _subtitle_of(item: Any, row: Any) -> Subtitle:
    return Subtitle(
        id=UUID(item["id"]),
        asset_id=row["id"],
        language=item["language"],
        label=item["label"],
        kind=item["kind"],
        file=item["file"],
        bytes=item["bytes"],
        created_at=row["created_at"],
    )
