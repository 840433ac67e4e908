"""A temporary file that holds the newest parts of each title while the log is read, so that each title is indexed once.

SQLite, since a million titles as Python objects would take gigabytes. It is neither durable nor shared: an interrupted
build begins again.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

import orjson

from search.domain.titles.mentions import Mention, Mentioned, contributions_of
from search.domain.titles.title import Title
from search.infrastructure.index.state import (
    pack_facts,
    pack_publication,
    pack_score,
    unpack_facts,
    unpack_publication,
    unpack_score,
)

_CACHE_KIB: Final = 24 * 1024
_FETCH: Final = 500
_PARTS: Final = ("facts", "score", "publication")


class Staging:
    """The titles, and what they name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.unlink(missing_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "locking_mode = EXCLUSIVE",
            f"cache_size = -{_CACHE_KIB}",
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        parts = ", ".join(f"{part}_version INTEGER, {part} BLOB" for part in _PARTS)
        self._connection.execute(
            f"CREATE TABLE titles (id BLOB NOT NULL, kind TEXT NOT NULL, tmdb_id INTEGER NOT NULL, {parts},"
            " PRIMARY KEY (id, kind))"
        )
        self._connection.execute(
            "CREATE TABLE mentioned (id TEXT PRIMARY KEY, kind TEXT NOT NULL, total INTEGER NOT NULL,"
            " standing INTEGER NOT NULL, name TEXT NOT NULL, tmdb_id INTEGER, image_path TEXT)"
        )

    def add_titles(self, updates: Iterable[Title]) -> None:
        """Keep the newest version of each part."""
        rows: dict[str, list[tuple[object, ...]]] = {part: [] for part in _PARTS}
        for update in updates:
            for part, version, values in _parts(update):
                rows[part].append((update.media_id.bytes, update.kind, update.tmdb_id, version, orjson.dumps(values)))
        self._connection.execute("BEGIN")
        for part in _PARTS:
            self._connection.executemany(_UPSERTS[part], rows[part])
        self._connection.execute("COMMIT")

    def count(self) -> int:
        """Return the number of titles."""
        (number,) = self._connection.execute("SELECT count(*) FROM titles").fetchone()
        return int(number)

    def titles(self) -> Iterator[list[Title]]:
        """Yield all titles, in batches."""
        rows = self._connection.execute("SELECT id, kind, tmdb_id, facts, score, publication FROM titles")
        while batch := rows.fetchmany(_FETCH):
            yield [
                Title(
                    UUID(bytes=id_),
                    kind,
                    tmdb_id,
                    unpack_facts(_loads(facts)),
                    unpack_score(_loads(score)),
                    unpack_publication(_loads(publication)),
                )
                for id_, kind, tmdb_id, facts, score, publication in batch
            ]

    def add_mentions(self, titles: Iterable[Title]) -> None:
        """Add what titles name, each of which must be added once."""
        sums: dict[str, Mentioned] = {}
        for title in titles:
            for id_, addition in contributions_of(title).items():
                present = sums.get(id_)
                sums[id_] = addition if present is None else present.merged(addition)
        self._connection.execute("BEGIN")
        self._connection.executemany(_ADD_MENTION, (_row(mentioned) for mentioned in sums.values()))
        self._connection.execute("COMMIT")

    def mentioned(self) -> Iterator[list[Mentioned]]:
        """Yield people, collections and keywords with the sums of all titles, in batches."""
        rows = self._connection.execute("SELECT id, kind, name, tmdb_id, image_path, standing, total FROM mentioned")
        while batch := rows.fetchmany(_FETCH):
            yield [
                Mentioned(Mention(id_, kind, name, tmdb_id, image_path), standing, total)
                for id_, kind, name, tmdb_id, image_path, standing, total in batch
            ]

    def close(self) -> None:
        """Delete the file."""
        self._connection.close()
        self._path.unlink(missing_ok=True)


def _parts(title: Title) -> Iterator[tuple[str, int, object]]:
    if title.facts is not None:
        yield "facts", title.facts.version, pack_facts(title.facts)
    if title.score is not None:
        yield "score", title.score.version, pack_score(title.score)
    if title.publication is not None:
        yield "publication", title.publication.version, pack_publication(title.publication)


def _upsert(part: str) -> str:
    # The parts are constants of this module.
    return (
        f"INSERT INTO titles (id, kind, tmdb_id, {part}_version, {part}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608
        f" ON CONFLICT (id, kind) DO UPDATE SET {part}_version = excluded.{part}_version, {part} = excluded.{part}"
        f" WHERE {part}_version IS NULL OR excluded.{part}_version > {part}_version"
    )


def _row(mentioned: Mentioned) -> tuple[object, ...]:
    mention = mentioned.mention
    return (
        mention.id,
        mention.kind,
        mentioned.total,
        mentioned.standing,
        mention.name,
        mention.tmdb_id,
        mention.image_path,
    )


def _loads(stored: bytes | None) -> object:
    return orjson.loads(stored) if stored is not None else None


_UPSERTS: Final[Mapping[str, str]] = {part: _upsert(part) for part in _PARTS}
_ADD_MENTION: Final = (
    "INSERT INTO mentioned (id, kind, total, standing, name, tmdb_id, image_path) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET total = total + excluded.total,"
    " name = CASE WHEN excluded.standing > standing THEN excluded.name ELSE name END,"
    " image_path = CASE WHEN excluded.standing > standing THEN excluded.image_path ELSE image_path END,"
    " standing = max(standing, excluded.standing)"
)
