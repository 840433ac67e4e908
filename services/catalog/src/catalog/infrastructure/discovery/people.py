"""People and their credits in Postgres: one scan of the index on the person's number per query.

What was read of a person is read again only when a title of theirs has changed, as pages of titles are.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import text

from catalog.application.discovery.commands import Role
from catalog.application.discovery.people import (
    CreditedTitle,
    CreditPage,
    Department,
    Person,
    TitlePaging,
    TitleSort,
)
from catalog.infrastructure.discovery.tables import VERSION
from catalog.infrastructure.reading.caches.title_epoch import TitleEpoch
from catalog.infrastructure.reading.caches.versioned_cache import VersionedCache
from chassis.storage.reads import CompiledRead, ReadPool, Record

MOST_PEOPLE: Final = 1024
"""People that are kept, each with at most `MOST_PAGES` pages of titles."""
MOST_PAGES: Final = 4

_MINE: Final = """
      from media_credits c join media m on m.media_id = c.media_id and m.listed
      left join documents d on d.media_id = c.media_id
      where c.person_id = :person_id
"""
_VERSION: Final = CompiledRead(text(f"select {VERSION} as version {_MINE}"))
_PERSON: Final = CompiledRead(
    text(f"""
    with mine as materialized (
      select c.media_id, m.imported_version, d.detail,
             case c.role when 'cast' then 'Acting' else c.department end as department
      {_MINE}
    ), departments as (
      select department, count(distinct media_id) as titles from mine where department is not null group by department
    )
    select (select {VERSION} {_MINE}) as version, detail,
           array(select department from departments order by titles desc, department) as departments,
           array(select titles from departments order by titles desc, department) as titles
    from mine order by imported_version desc, media_id limit 1
    """)  # noqa: S608 - made of constants
)
_ORDERS: Final = {"releaseDate": "m.release_date", "popularity": "m.popularity_score"}


@lru_cache(maxsize=8)
def _titles(sort: TitleSort, role: Role | None) -> CompiledRead:
    condition = "" if role is None else "and c.role = :role"
    return CompiledRead(
        text(
            f"""
            with mine as materialized (
              select m.media_id, {_ORDERS[sort]} as key, array_agg(c.ord order by c.ord) as places
              from media_credits c join media m on m.media_id = c.media_id and m.listed
              where c.person_id = :person_id {condition}
              group by m.media_id
            ), page as (
              select media_id, key, places from mine order by key desc nulls last, media_id desc
              limit :limit offset :offset
            )
            select page.media_id, total.total,
                   (select cast(json_agg(json_build_object(
                             'role', c.role, 'character', c.character, 'job', c.job, 'department', c.department
                           ) order by c.ord) as text)
                    from media_credits c where c.media_id = page.media_id and c.ord = any(page.places)) as credits
            from (select count(*) as total from mine) total left join page on true
            order by page.key desc nulls last, page.media_id desc
            """  # noqa: S608 - made of constants
        )
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    person: Person | None
    pages: dict[TitlePaging, CreditPage] = field(default_factory=dict)


class SqlPeople:
    """Reads people and their credits."""

    def __init__(self, reads: ReadPool, epoch: TitleEpoch) -> None:
        self._reads = reads
        self._kept: VersionedCache[_Kept] = VersionedCache(
            reads, epoch, version=_VERSION, value=_PERSON, entries=MOST_PEOPLE
        )

    async def person(self, person_id: int) -> Person | None:
        """Return a person with a listed title; the newest import of such a title has name and picture."""
        values = {"person_id": person_id}
        kept = await self._kept.get(person_id, values, lambda row: _Kept(_to_person(person_id, row)))
        return None if kept is None else kept.person

    async def titles(self, person: Person, paging: TitlePaging) -> CreditPage:
        """Return a page of the listed titles of a person; one that was read for the same version is kept."""
        kept = self._kept.kept(person.person_id, person.version)
        pages = {} if kept is None else kept.pages
        page = pages.get(paging)
        if page is None:
            page = await self._titles(person.person_id, paging)
            if len(pages) >= MOST_PAGES:
                pages.clear()
            pages[paging] = page
        return page

    async def _titles(self, person_id: int, paging: TitlePaging) -> CreditPage:
        values = {"person_id": person_id, "role": paging.role, "limit": paging.limit, "offset": paging.offset}
        rows = await self._reads.fetch(_titles(paging.sort, paging.role), values)
        titles = [CreditedTitle(row["media_id"], row["credits"].encode()) for row in rows if row["media_id"]]
        return CreditPage(tuple(titles), rows[0]["total"])


def _to_person(person_id: int, row: Record) -> Person | None:
    credit = None if row["detail"] is None else _credit_of(person_id, row["detail"])
    if credit is None:
        return None
    departments = tuple(map(Department, row["departments"], row["titles"]))
    return Person(person_id, credit["name"], credit.get("profilePath"), departments, row["version"])


def _credit_of(person_id: int, detail: bytes) -> dict[str, Any] | None:
    credited = from_json(detail).get("credits", {})
    named = (person for people in ("cast", "crew") for person in credited.get(people, ()))
    return next((person for person in named if person["tmdbId"] == person_id), None)
