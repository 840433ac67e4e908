"""Candidates for similar titles in Postgres, from indexes alone and at most a few thousand index entries.

A person contributes at most 200 titles. A keyword that more than 500 titles have says little and contributes none. The
most popular titles are candidates too, so that a title without keywords and people has similar ones by genre. The
lateral limits force a lookup by key per candidate, whatever number of candidates Postgres expects.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text

from catalog.application.discovery.similar import Subject
from catalog.application.read_models import Kind
from catalog.domain.discovery.similarity import Candidate, Features
from chassis.storage.reads import CompiledRead, ReadPool, Record

_GENRES: Final = "array(select g.tmdb_id from media_genres g where g.media_id = m.media_id) as genres"
_SUBJECT: Final = CompiledRead(
    text(
        f"""
        select m.media_id, now.slug, m.release_date, m.ratingo_score, f.original_language, f.collection_id, {_GENRES}
        from slugs requested
        join slugs now on now.media_id = requested.media_id and now.current
        join media m on m.media_id = requested.media_id and m.visible
        left join media_facets f on f.media_id = m.media_id
        where requested.kind = :kind and requested.slug = :slug
        """  # noqa: S608 - made of constants
    )
)
_CANDIDATES: Final = CompiledRead(
    text(
        f"""
        with people as (
          select person_id, max(case when job in ('Director', 'Creator') then 2 else 1 end) as weight
          from media_credits
          where media_id = :media_id and (role = 'cast' and ord < 10 or job in ('Director', 'Creator'))
          group by person_id order by 2 desc, 1 limit 15
        ), keyword_hits as (
          select hit.media_id, count(*) over (partition by k.keyword) as frequency
          from (select keyword from media_keywords where media_id = :media_id order by keyword limit 40) k
          cross join lateral (
            select h.media_id from media_keywords h where h.keyword = k.keyword order by h.media_id limit 501
          ) hit
        ), hits as (
          select hit.media_id, p.weight, null as frequency
          from people p cross join lateral (
            select distinct c.media_id from media_credits c where c.person_id = p.person_id
            order by c.media_id limit 200
          ) hit
          union all
          select media_id, 0, frequency from keyword_hits where frequency <= 500
          union all
          (select m.media_id, 0, null from media m
           where m.kind = {{kind}} and m.listed and m.popularity_score is not null
           order by m.popularity_score desc nulls last, m.media_id desc limit 100)
        ), pool as (
          select media_id, cast(sum(weight) as integer) as people,
                 array_remove(array_agg(cast(frequency as integer) order by frequency), null) as frequencies
          from hits group by media_id
          order by sum(weight) + count(frequency) desc, media_id limit 400
        )
        select m.media_id, m.release_date, m.ratingo_score, f.original_language, {_GENRES}, pool.people,
               pool.frequencies
        from pool
        cross join lateral (
          select media_id, release_date, ratingo_score from media
          where media_id = pool.media_id and kind = {{kind}} and listed limit 1
        ) m
        left join lateral (
          select original_language, collection_id from media_facets where media_id = pool.media_id limit 1
        ) f on true
        where m.media_id <> :media_id and (f.collection_id is null or f.collection_id is distinct from :collection_id)
        """  # noqa: S608 - made of constants
    )
)


class SqlCandidates:
    """Reads titles to compare."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def subject(self, kind: Kind, slug: str) -> Subject | None:
        """Return the title that has or had the slug."""
        row = await self._reads.fetch_row(_SUBJECT, {"kind": kind, "slug": slug})
        return None if row is None else Subject(row["media_id"], row["slug"], row["collection_id"], _features(row))

    async def candidates(self, kind: Kind, subject: Subject) -> Sequence[Candidate]:
        """Return a bounded number of listed titles of the kind, without the subject and its collection."""
        values = {"kind": kind, "media_id": subject.media_id, "collection_id": subject.collection_id}
        rows = await self._reads.fetch(_CANDIDATES, values)
        return [Candidate(row["media_id"], _features(row), row["people"], tuple(row["frequencies"])) for row in rows]


def _features(row: Record) -> Features:
    day = row["release_date"]
    return Features(
        genres=frozenset(row["genres"]),
        year=None if day is None else day.year,
        language=row["original_language"],
        ratingo=row["ratingo_score"],
    )
