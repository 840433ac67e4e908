"""Search of titles by name, in a fixed order of quality: exact, beginning of a name or word, inside, similar.

Names and queries are folded by the same functions of the database, so that case, accents, punctuation, spelled numbers
and scripts do not matter. Of equal quality the more popular title comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam
from sqlalchemy import text as sql

from catalog.application.read_models import SearchResult
from catalog.domain.search_terms import swapped
from chassis.storage.reads import CompiledRead, ReadPool

TRIGRAM: Final = 3
"""The trigram index cannot find a shorter text inside a name, and half of all names would be similar to it."""

EXACT, BEGINNING, SWAPPED_EXACT, SWAPPED_BEGINNING, INSIDE, SIMILAR = range(6)
"""Qualities of a hit, the best first. The swapped ones match after two letters of the query were swapped."""

_FOLDED: Final = CompiledRead(
    sql("""
    select words, replace(words, ' ', '') as compact, search_numbered(words) as numbered,
           search_ideograms(replace(words, ' ', '')) as ideograms
    from search_words(:text) as words
    """)
)

_RANKED: Final = """
with hit as (
  select media_id, min(quality) as quality, max(score) as score from ({hits}) candidate group by media_id
), best as (
  select hit.*, row_number() over (
           order by hit.quality, case when hit.quality = {similar} then hit.score end desc,
                    m.tmdb_popularity desc nulls last, hit.score desc, hit.media_id desc
         ) as place
  from hit
  cross join lateral (select tmdb_popularity from media where media_id = hit.media_id and listed limit 1) m
  order by place limit :limit
)
select best.quality, best.media_id, s.slug, d.found as document, d.texts
from best
cross join lateral (select slug from slugs where media_id = best.media_id and current limit 1) s
cross join lateral (select found, texts from documents where media_id = best.media_id limit 1) d
order by best.place
"""
"""The lateral limits force a lookup by key per title: Postgres cannot estimate well how many names are similar."""

# A leading English article does not count.
_QUALITY: Final = f"""
case
  when compact = any(:exact) or numbered = :numbered then {EXACT}
  when starts_with(compact, :compact) or starts_with(numbered, :numbered) or
       position(' ' || :words in ' ' || folded) > 0 then {BEGINNING}
  when position(:compact in compact) > 0 then {INSIDE}
  else {SIMILAR}
end as quality, similarity(folded, :words) as score
"""
_IS_EXACT: Final = "compact = any(:exact) or numbered = :numbered"
# As a range, because the index serves no LIKE that is not constant.
_BEGINS: Final = """
(compact ~>=~ :compact and compact ~<~ :compact_end) or (numbered ~>=~ :numbered and numbered ~<~ :numbered_end)
"""
_CONTAINS: Final = "compact like '%' || like_text(:compact) || '%'"


def _statement(where: str) -> str:
    return _RANKED.format(hits=f"select media_id, {_QUALITY} from media_names where {where}", similar=SIMILAR)  # noqa: S608


_SINGLE: Final = _statement(_IS_EXACT)
_SHORT: Final = _statement(f"{_IS_EXACT} or {_BEGINS}")
_USUAL: Final = _statement(f"{_IS_EXACT} or {_BEGINS} or {_CONTAINS} or folded % :words")
_FEW_SIGNS: Final = _statement(f"{_IS_EXACT} or (ideograms @> :ideograms and {_CONTAINS})")
_SIGNS: Final = _statement(f"{_IS_EXACT} or (ideograms @> :ideograms and {_CONTAINS}) or folded % :words")
_SWAPPED: Final = _RANKED.format(
    hits=f"""
    select media_id,
           case when compact in (variant, 'the' || variant, 'a' || variant, 'an' || variant) then {SWAPPED_EXACT}
                when starts_with(compact, variant) or position(' ' || variant in ' ' || folded) > 0
                then {SWAPPED_BEGINNING} else {INSIDE} end as quality,
           similarity(folded, :words) as score
    from unnest(:variants) as variant
    cross join lateral (select * from media_names where compact like '%' || like_text(variant) || '%') matches
    """,  # noqa: S608
    similar=SIMILAR,
)


@lru_cache(maxsize=8)
def _compiled(statement: str) -> CompiledRead:
    arrays = [
        bindparam(name, type_=ARRAY(Text)) for name in ("exact", "ideograms", "variants") if f":{name}" in statement
    ]
    return CompiledRead(sql(statement).bindparams(*arrays))


@dataclass(frozen=True, slots=True)
class _Query:
    """A search as the database folds it."""

    words: str
    compact: str
    numbered: str
    ideograms: tuple[str, ...]

    def statement(self) -> str:
        if self.ideograms:
            return _SIGNS if len(self.compact) >= TRIGRAM else _FEW_SIGNS
        if len(self.compact) == 1:
            return _SINGLE
        return _USUAL if len(self.compact) >= TRIGRAM else _SHORT

    def values(self, limit: int) -> dict[str, object]:
        return {
            "words": self.words,
            "compact": self.compact,
            "compact_end": self.compact + chr(0x10FFFF),
            "numbered": self.numbered,
            "numbered_end": self.numbered + chr(0x10FFFF),
            "exact": [article + self.compact for article in ("", "the", "a", "an")],
            "ideograms": list(self.ideograms),
            "limit": limit,
        }


class SqlSearch:
    """Search in Postgres by folded names and their indexes."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def find(self, text: str, limit: int) -> Sequence[SearchResult]:
        """Return the listed titles with the best matching names, at most `limit`.

        Swapped letters are tried only when no name or word of a name begins like the query.
        """
        [folded] = await self._reads.fetch(_FOLDED, {"text": text})
        query = _Query(folded["words"], folded["compact"], folded["numbered"], tuple(folded["ideograms"]))
        if not query.compact:
            return []
        hits = await self._hits(query.statement(), query.values(limit))
        variants = [] if hits and hits[0].quality <= BEGINNING else swapped(query.words)
        if variants:
            swapped_hits = await self._hits(_SWAPPED, {**query.values(limit), "variants": variants})
            hits = sorted([*swapped_hits, *hits], key=lambda hit: hit.quality)
        best: dict[UUID, SearchResult] = {}
        for hit in hits:
            best.setdefault(hit.media_id, hit.result)
        return list(best.values())[:limit]

    async def _hits(self, statement: str, values: dict[str, object]) -> "list[_Hit]":
        return [
            _Hit(row["quality"], row["media_id"], SearchResult(row["slug"], row["document"], row["texts"]))
            for row in await self._reads.fetch(_compiled(statement), values)
        ]


@dataclass(frozen=True, slots=True)
class _Hit:
    quality: int
    media_id: UUID
    result: SearchResult
