"""Reading reviews, and the titles in them, by primary key."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, cast, select
from sqlalchemy import Uuid as UuidType

from chassis.storage.reads import CompiledRead, ReadPool
from insights.application.years.ports import NamedTitle, StoredReview
from insights.infrastructure.titles.tables import titles
from insights.infrastructure.years.rows import to_review
from insights.infrastructure.years.tables import year_reviews

_REVIEW: Final = CompiledRead(
    select(year_reviews.c.refreshed_at, cast(year_reviews.c.document, Text).label("document")).where(
        year_reviews.c.year == bindparam("year", required=True)
    )
)
_TITLES: Final = CompiledRead(
    select(titles.c.media_id, titles.c.kind, titles.c.name, titles.c.slug).where(
        titles.c.media_id == any_(bindparam("media_ids", type_=ARRAY(UuidType), required=True)),
        titles.c.facts_version.is_not(None),
        titles.c.gone_at.is_(None),
    )
)


class SqlYearReader:
    """Reviews in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def stored(self, year: int) -> StoredReview | None:
        """Return the review of a year."""
        row = await self._reads.fetch_row(_REVIEW, {"year": year})
        return None if row is None else StoredReview(to_review(row["document"]), row["refreshed_at"])

    async def titles(self, media_ids: Collection[UUID]) -> Mapping[UUID, NamedTitle]:
        """Return the titles that may be shown."""
        rows = await self._reads.fetch(_TITLES, {"media_ids": list(media_ids)})
        return {row["media_id"]: NamedTitle(row["kind"], row["name"], row["slug"]) for row in rows}
