"""The floor of catalog's path: bare asyncpg and aiokafka, and the rows that catalog writes of the same events.

Catalog's own migrated tables with all their indexes, one statement per table and batch. The body of the event stands
for what is rendered; nothing is validated, mapped, evaluated or compared.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson

from catalog_database import make_catalog_database
from contracts.identity import media_id
from floor import Floor
from workload import PADDING, Document

Body = Mapping[str, Any]

# Each statement with the columns that it takes, as one array per column.
STATEMENTS = (
    (
        ("id", "number", "version", "title", "popularity"),
        (
            "insert into media (media_id, kind, tmdb_id, imported_version, title, imported_popularity, votes_tmdb) "
            "select id, 'movie', number, version, title, popularity, 100 from items on conflict (media_id) do update "
            "set title = excluded.title where media.imported_version < excluded.imported_version"
        ),
    ),
    (
        ("id", "version", "title", "body", "slug"),
        (
            "insert into documents (media_id, version, card, detail, found, texts, offers, seasons, appraisal, slug, "
            "release_days) select id, version, body, body, convert_to(title, 'UTF8'), '{}', '{}', '[]', '{}', slug, '' "
            "from items on conflict (media_id) do update set card = excluded.card "
            "where documents.version < excluded.version"
        ),
    ),
    (
        ("id",),
        (
            "insert into media_genres (media_id, tmdb_id, slug, name) select id, 18, 'drama', 'Drama' from items "
            "on conflict do nothing"
        ),
    ),
    (
        ("id",),
        "insert into media_facets (media_id, origin_countries) select id, '[]' from items on conflict do nothing",
    ),
    (("id",), "insert into title_facts (media_id, imported) select id, true from items on conflict do nothing"),
    (
        ("id",),
        (
            "insert into evaluations (policy_version, media_id, status, reasons, relevance, fresh) "
            "select 1, id, 'eligible', '{}', 0, true from items on conflict do nothing"
        ),
    ),
    (
        ("id", "version", "slug"),
        (
            "insert into slugs (kind, slug, media_id, stem, version, current, published_version) "
            "select 'movie', slug, id, slug, version, true, version from items on conflict do nothing"
        ),
    ),
    (
        ("id", "event_id", "headers"),
        (
            "insert into outbox (event_id, topic, key, headers, body, lane) select event_id, 'media.published', "
            "convert_to(id::text, 'UTF8'), headers::jsonb, convert_to(headers, 'UTF8'), 0 from items"
        ),
    ),
)
TYPES = {
    "id": "uuid",
    "number": "int",
    "version": "bigint",
    "title": "text",
    "popularity": "float8",
    "body": "bytea",
    "slug": "text",
    "event_id": "uuid",
    "headers": "text",
}


def _with_items(columns: Sequence[str], statement: str) -> str:
    arrays = ", ".join(f"${place}::{TYPES[name]}[]" for place, name in enumerate(columns, 1))
    return f"with items as (select * from unnest({arrays}) as item ({', '.join(columns)})) {statement}"


_PREPARED = tuple((columns, _with_items(columns, statement)) for columns, statement in STATEMENTS)


@dataclass(frozen=True, slots=True)
class Title(Document):
    """A title as an import publishes it, made without the contract's model."""

    number: int = 0

    @property
    def body(self) -> bytes:
        """The event's body."""
        return orjson.dumps(
            {
                "version": self.version,
                "mediaId": str(self.id),
                "kind": "movie",
                "tmdbId": self.number,
                "title": f"Title {self.number}",
                "overview": PADDING[:1_200],
                "genres": [{"tmdbId": 18, "name": "Drama"}],
                "ratings": {"tmdb": {"rating": 7.0, "votes": 100}},
                "popularity": float(self.number % 100),
                "importedAt": datetime.now(UTC).isoformat(),
            }
        )


class TablesFloor(Floor):
    """Writer, relay and consumer in one process; the consumer writes catalog's tables."""

    def __init__(self, url: str, bootstrap: str, topic: str, on_applied: Callable[[Sequence[UUID]], None]) -> None:
        super().__init__(url, bootstrap, topic, on_applied)
        self._numbers = itertools.count(1)

    async def start(self) -> None:
        """Make catalog's tables, and start."""
        address = await make_catalog_database(self._url)
        self._views = await asyncpg.create_pool(
            address, min_size=1, max_size=2, server_settings={"search_path": "catalog,public"}
        )
        await super().start()

    async def stop(self) -> None:
        """Stop everything."""
        await super().stop()
        await self._views.close()

    async def write(self, documents: Sequence[Document]) -> None:
        """Commit titles and their events."""
        numbered = [(document, next(self._numbers)) for document in documents]
        await super().write(
            [Title(media_id("movie", number), item.version, item.event_id, number) for item, number in numbered]
        )

    def _views_pool(self) -> asyncpg.Pool:
        return self._views

    async def _apply(self, connection: asyncpg.Connection, bodies: Sequence[bytes]) -> None:
        items: list[tuple[object, ...]] = []
        for raw in bodies:
            body: Body = orjson.loads(raw)
            event_id = uuid4()
            headers = orjson.dumps({"ce_id": str(event_id), "ce_type": "media.published.v1", "ce_source": "floor"})
            slug = body["title"].lower().replace(" ", "-")
            items.append(
                (
                    UUID(body["mediaId"]),
                    body["tmdbId"],
                    body["version"],
                    body["title"],
                    body["popularity"],
                    raw,
                    slug,
                    event_id,
                    headers.decode(),
                )
            )
        values = dict(zip(TYPES, zip(*sorted(items), strict=True), strict=True))
        for columns, statement in _PREPARED:
            await connection.execute(statement, *(values[name] for name in columns))
