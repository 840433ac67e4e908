"""Finding titles by name: trigrams of folded names, so that case, accents and small slips do not matter."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text

from catalog.application.reading import SearchResult
from chassis.transaction import Transactions

TRIGRAM: Final = 3

_RANKED: Final = """
select s.slug, d.found, d.texts
from ({hits}) hit
join media m on m.media_id = hit.media_id and m.listed
join slugs s on s.media_id = hit.media_id and s.current
join documents d on d.media_id = hit.media_id
order by hit.score desc, m.tmdb_popularity desc nulls last, hit.media_id desc
limit :limit
"""

# The scalar subqueries are evaluated once a statement, whatever plan is used.
_INSIDE: Final = text(
    _RANKED.format(
        hits="""
        select media_id, max(similarity(folded, (select fold(:text)))) as score from media_names
        where folded like '%' || (select like_text(fold(:text))) || '%' or folded % (select fold(:text))
        group by media_id
        """
    )
)
# Too short for a trigram inside a name, so a prefix; as a range, because the index serves no LIKE that is not constant.
_PREFIX: Final = text(
    _RANKED.format(
        hits="""
        select media_id, max(similarity(folded, (select fold(:text)))) as score from media_names
        where (folded ~>=~ (select fold(:text)) and folded ~<~ (select fold(:text) || chr(1114111)))
           or folded % (select fold(:text))
        group by media_id
        """
    )
)


class SqlSearch:
    """Search in Postgres by pg_trgm."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def find(self, given: str, limit: int) -> Sequence[SearchResult]:
        """Give the listed titles with the most similar names; of equals the more popular first."""
        statement = _INSIDE if len(given) >= TRIGRAM else _PREFIX
        async with self._transactions.read() as connection:
            rows = await connection.execute(statement, {"text": given, "limit": limit})
            return [SearchResult(row.slug, row.found, row.texts) for row in rows]
