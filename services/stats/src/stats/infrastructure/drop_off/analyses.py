"""Analyses and marks in Postgres."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, select, text

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import upsert
from contracts.event import encode
from contracts.stats import DropoffAnalyzedV1, DropOffPoint
from stats.application.change_keys import KEYS
from stats.domain.drop_off.analysis import Analysis
from stats.domain.drop_off.episodes import Episodes, Place
from stats.domain.drop_off.viewings import Viewing
from stats.infrastructure.drop_off.documents import to_document, to_episode, to_place, to_rule_document
from stats.infrastructure.drop_off.updates import STATES
from stats.infrastructure.tables import drop_off
from stats.infrastructure.titles import SERVICE

if TYPE_CHECKING:
    from stats.domain.drop_off.methods import ShowAnalyses, ShowData

# Requested shows come first, whenever they were analyzed last.
_TAKE: Final = text("""
delete from drop_off_marks where media_id = (
  select m.media_id from drop_off_marks m left join drop_off_analyses a on a.media_id = m.media_id
  where m.requested or a.analyzed_at is null or a.analyzed_at <= :analyzed_before
  order by m.requested desc, m.marked_at limit 1 for update of m skip locked
) returning media_id
""")
_PARTS: Final = select(drop_off.season_parts).where(drop_off.season_parts.c.number > 0)
_VIEWINGS: Final = text("""
select state, entry_place, entry_at, played_place, played_at from viewings v
where media_id = :media_id and (entry_place is not null or played_place is not null or state = :completed)
  and not exists (select from erased_users e where e.user_id = v.user_id)
""")
_SHOW: Final = text("select tmdb_id from titles where media_id = :media_id and kind = 'show'")
_SAVE: Final = upsert(drop_off.analyses)
_REQUEST_NUMBERS: Final = text("""
insert into drop_off_marks (media_id, marked_at, requested)
select media_id, :now, true from titles where kind = 'show' and tmdb_id = any(:tmdb_ids) order by media_id
on conflict (media_id) do update set marked_at = excluded.marked_at, requested = true
returning (select tmdb_id from titles t where t.media_id = drop_off_marks.media_id)
""")
_REQUEST_OLDEST: Final = text("""
insert into drop_off_marks (media_id, marked_at, requested)
select media_id, :now, true from (
  select t.media_id from titles t left join drop_off_analyses a on a.media_id = t.media_id
  where t.kind = 'show' order by a.analyzed_at nulls first, t.media_id limit :limit
) oldest order by media_id
on conflict (media_id) do update set marked_at = excluded.marked_at, requested = true
returning media_id
""")
_MARK_OLD: Final = text("""
insert into drop_off_marks (media_id, marked_at)
select media_id, :now from drop_off_analyses where analyzed_at <= :analyzed_before order by media_id
on conflict do nothing returning media_id
""")
_FORGET: Final = text("delete from viewings v using erased_users e where v.user_id = e.user_id")


class SqlAnalysisWork:
    """The marked shows and their analyses, in the transaction of the caller."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def next_marked(self, analyzed_before: datetime) -> "ShowData | None":
        """Delete one mark and read its show; the mark of a title that is not known as a show yet is left out."""
        from stats.domain.drop_off.methods import ShowData  # noqa: PLC0415 - a large import, for workers

        while (media_id := await self._take(analyzed_before)) is not None:
            parts = (await self._connection.execute(_PARTS.where(_of(media_id)))).mappings().all()
            tmdb_id = await self._tmdb_id(media_id, parts)
            if tmdb_id is not None:
                return ShowData(media_id, tmdb_id, _episodes(parts), await self._viewings(media_id))
        return None

    async def save(self, show: "ShowData", result: "ShowAnalyses", now: datetime) -> None:
        """Write one row, and the event when what it states has changed."""
        stored = drop_off.analyses
        query = select(stored.c.version, stored.c.preferred, stored.c.documents).where(
            stored.c.media_id == show.media_id
        )
        before = (await self._connection.execute(query)).mappings().first()
        version = max((before["version"] if before else 0) + 1, int(now.timestamp() * 1_000_000))
        documents = {analysis.method: to_document(analysis) for analysis in result.analyses}
        preferred = result.preferred
        await self._connection.execute(
            _SAVE,
            {
                "media_id": show.media_id,
                "tmdb_id": show.tmdb_id,
                "preferred": preferred.method,
                "documents": documents,
                "rule": to_rule_document(result.rule),
                "version": version,
                "analyzed_at": now,
            },
        )
        self._transaction.changed(*KEYS.of_titles([show.media_id]))
        if before is None or before["documents"].get(before["preferred"]) != documents[preferred.method]:
            await self._transaction.publish(encode(analyzed(show, preferred, version, now), SERVICE), wake=False)

    async def _take(self, analyzed_before: datetime) -> UUID | None:
        media_id: UUID | None = (await self._connection.execute(_TAKE, {"analyzed_before": analyzed_before})).scalar()
        return media_id

    async def _tmdb_id(self, media_id: UUID, parts: Sequence[RowMapping]) -> int | None:
        if parts:
            number: int = parts[0]["tmdb_id"]
            return number
        return (await self._connection.execute(_SHOW, {"media_id": media_id})).scalar()

    async def _viewings(self, media_id: UUID) -> list[Viewing]:
        parameters = {"media_id": media_id, "completed": STATES["completed"]}
        return [_viewing(row) for row in (await self._connection.execute(_VIEWINGS, parameters)).mappings()]


class SqlMarks:
    """Marks shows in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def request(self, tmdb_ids: Collection[int], now: datetime) -> Collection[int]:
        """Mark by TMDB numbers in one statement."""
        parameters = {"tmdb_ids": list(tmdb_ids), "now": now}
        return set((await self._connection.execute(_REQUEST_NUMBERS, parameters)).scalars())

    async def request_oldest(self, limit: int, now: datetime) -> int:
        """Mark the shows without an analysis, then the oldest ones, in one statement."""
        return len((await self._connection.execute(_REQUEST_OLDEST, {"limit": limit, "now": now})).all())

    async def mark_older_than(self, analyzed_before: datetime, now: datetime) -> int:
        """Mark old analyses in one statement."""
        await self._connection.execute(_FORGET)
        parameters = {"analyzed_before": analyzed_before, "now": now}
        return len((await self._connection.execute(_MARK_OLD, parameters)).all())


def analyzed(show: "ShowData", analysis: Analysis, version: int, now: datetime) -> DropoffAnalyzedV1:
    """Return the event of an analysis."""
    point = analysis.point
    return DropoffAnalyzedV1(
        version=version,
        media_id=show.media_id,
        kind="show",
        tmdb_id=show.tmdb_id,
        method=analysis.method,
        source=analysis.source,
        reason=analysis.reason,
        point=None
        if point is None
        else DropOffPoint(
            season=point.place.season,
            episode=point.place.episode,
            title=point.title,
            loss=round(min(1, max(0, point.loss)), 4),
            certainty=None if point.certainty is None else round(point.certainty, 4),
        ),
        retention=round(analysis.curve[-1].retention, 4) if analysis.curve else None,
        sample_size=analysis.sample_size,
        episodes=analysis.episodes,
        analyzed_at=now,
    )


def _of(media_id: UUID) -> Any:
    return drop_off.season_parts.c.media_id == media_id


def _episodes(parts: Sequence[RowMapping]) -> Episodes:
    """Return the episodes of the complete newest version of each season; an incomplete one has none for the moment."""
    seasons: dict[UUID, list[RowMapping]] = defaultdict(list)
    for part in parts:
        seasons[part["season_id"]].append(part)
    episodes, synced_at = [], []
    for versions in seasons.values():
        newest = max(part["version"] for part in versions)
        current = [part for part in versions if part["version"] == newest]
        if len(current) == current[0]["parts"]:
            episodes += [to_episode(part["number"], document) for part in current for document in part["episodes"]]
            synced_at.append(current[0]["synced_at"])
    return Episodes.of(episodes, max(synced_at, default=None))


def _viewing(row: RowMapping) -> Viewing:
    state, entry_at, played_at = row["state"], row["entry_at"], row["played_at"]
    numbers = [number for number in (row["entry_place"], row["played_place"]) if number is not None]
    # Who plays an episode after dropping the show has taken it up again.
    is_final = played_at is None or (entry_at is not None and played_at <= entry_at)
    return Viewing(
        furthest=to_place(max(numbers)) if numbers else Place(0, 0),
        last_at=max(at for at in (entry_at, played_at) if at is not None),
        dropped=state == STATES["dropped"] and is_final,
        completed=state == STATES["completed"] and is_final,
    )
