"""Mapping between rows and files."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import RowMapping

from sources.domain.files.listed import ExternalIds, ListedFile, StatedTitle, Streams
from sources.domain.matching.keys import keys_of_file
from sources.domain.matching.match import Match, Method, RecognizedFile
from sources.domain.names.parsed import ParsedName


def file_id(source_id: UUID, path: str) -> UUID:
    """Return the id of a file; a path that returns has the id that it had."""
    return uuid5(source_id, path)


def row_of(source_id: UUID, file: RecognizedFile, scan: UUID, now: datetime) -> dict[str, Any]:
    """Return the columns of a file that is there."""
    listed, match = file.listed, file.match
    return {
        "source_id": source_id,
        "path": listed.path,
        "id": file_id(source_id, listed.path),
        "name": listed.name,
        "bytes": listed.bytes,
        "modified_at": listed.modified_at,
        "fingerprint": listed.fingerprint,
        "stated": None if listed.stated is None else asdict(listed.stated),
        "streams": asdict(listed.streams),
        "parsed": asdict(file.parsed),
        "media_id": match.media_id if match else None,
        "method": match.method if match else None,
        "confidence": match.confidence if match else None,
        "season": match.season if match else None,
        "episodes": list(match.episodes) if match else [],
        "score": file.score,
        "scan_id": scan,
        "added_at": now,
        "changed_at": now,
        "gone_at": None,
        "keys": sorted(keys_of_file(listed, file.parsed)),
    }


def file_of(row: RowMapping) -> RecognizedFile:
    """Return the file of a row."""
    stated, streams, parsed = row["stated"], row["streams"], row["parsed"]
    match = None
    if row["media_id"] is not None:
        method = Method(row["method"])
        match = Match(row["media_id"], method, row["confidence"], row["season"], tuple(row["episodes"]))
    listed = ListedFile(
        path=row["path"],
        name=row["name"],
        bytes=row["bytes"],
        modified_at=row["modified_at"],
        fingerprint=row["fingerprint"],
        stated=None if stated is None else _stated_of(stated),
        streams=Streams(**{**streams, **_tuples(streams, "audio_codecs", "languages")}),
    )
    lists = _tuples(parsed, "episodes", "audio_codecs", "languages")
    return RecognizedFile(listed, ParsedName(**{**parsed, **lists}), match, row["score"])


def _stated_of(document: Mapping[str, Any]) -> StatedTitle:
    own = {"ids": ExternalIds(**document["ids"]), **_tuples(document, "episodes")}
    return StatedTitle(**{**document, **own})


def _tuples(document: Mapping[str, Any], *names: str) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(document[name]) for name in names}
