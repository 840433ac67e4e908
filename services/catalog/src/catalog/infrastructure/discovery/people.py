"""People and their credits in Postgres: one scan of the index on the person's number per query.

What was read of a person is read again only when a title of theirs has changed, as pages of titles are.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from cachetools import LRUCache
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
from chassis.storage.reads import CompiledRead, ReadPool

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
    version: str
    person: Person | None
    pages: dict[TitlePaging, CreditPage] = field(default_factory=dict)


class SqlPeople:
    """Reads people and their credits."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads
        self._kept: LRUCache[int, _Kept] = LRUCache(MOST_PEOPLE)

    async def person(self, person_id: int) -> Person | None:
        """Return a person with a listed title; the newest import of such a title has name and picture."""
        values = {"person_id": person_id}
        kept = self._kept.get(person_id)
        if kept is not None:
            current = await self._reads.fetch_row(_VERSION, values)
            if current is not None and current["version"] == kept.version:
                return kept.person
        row = await self._reads.fetch_row(_PERSON, values)
        if row is None:
            return None
        credit = None if row["detail"] is None else _credit_of(person_id, row["detail"])
        person = None
        if credit is not None:
            departments = tuple(map(Department, row["departments"], row["titles"]))
            person = Person(person_id, credit["name"], credit.get("profilePath"), departments, row["version"])
        self._kept[person_id] = _Kept(row["version"], person)
        return person

    async def titles(self, person: Person, paging: TitlePaging) -> CreditPage:
        """Return a page of the listed titles of a person; one that was read for the same version is kept."""
        kept = self._kept.get(person.person_id)
        pages = kept.pages if kept is not None and kept.version == person.version else {}
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


def _credit_of(person_id: int, detail: bytes) -> dict[str, Any] | None:
    credited = from_json(detail).get("credits", {})
    named = (person for people in ("cast", "crew") for person in credited.get(people, ()))
    return next((person for person in named if person["tmdbId"] == person_id), None)
