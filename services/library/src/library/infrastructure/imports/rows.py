"""Mapping between rows of the tables and imports."""

from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from library.application.imports.rows import StoredRow
from library.domain.imports.applying.matching import Alternative
from library.domain.imports.applying.planning import KeyedAction
from library.domain.imports.documents import from_document, to_document
from library.domain.imports.options import ImportOptions
from library.domain.imports.rows import ExternalIds, IgnoredRows, ListHeader, Notice, Position
from library.domain.imports.run import ImportRun
from library.domain.titles.names import match_name

AWAITED: Final = "awaited"
_STATED: Final = ("season", "episode", "episode_title")


def to_run_row(run: ImportRun) -> dict[str, Any]:
    """Return the row of an import."""
    return {
        "import_id": run.import_id,
        "user_id": run.user_id,
        "name": run.name,
        "size": run.size,
        "format": run.format,
        "state": run.state,
        "options": asdict(run.options),
        "done": run.done,
        "total": run.total,
        "counts": dict(run.counts),
        "remarks": {
            "ignored": [asdict(rows) for rows in run.ignored],
            "notices": [asdict(notice) for notice in run.notices],
            "lists": [asdict(header) for header in run.lists],
            "contents": dict(run.contents),
        },
        "error_code": run.error_code,
        "error": run.error,
        "created_at": run.created_at,
        "updated_at": run.updated_at,
    }


def to_run(row: Any) -> ImportRun:
    """Return the import of a row."""
    remarks = row.remarks
    return ImportRun(
        import_id=row.import_id,
        user_id=row.user_id,
        name=row.name,
        size=row.size,
        format=row.format,
        state=row.state,
        options=ImportOptions(**row.options),
        done=row.done,
        total=row.total,
        counts=row.counts,
        ignored=tuple(IgnoredRows(**rows) for rows in remarks.get("ignored", ())),
        notices=tuple(Notice(**notice) for notice in remarks.get("notices", ())),
        lists=tuple(ListHeader(**header) for header in remarks.get("lists", ())),
        contents=remarks.get("contents", {}),
        error_code=row.error_code,
        error=row.error,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def to_row(import_id: UUID, user_id: UUID, row: StoredRow) -> dict[str, Any]:
    """Return the row of a row of an import."""
    stated = {"season": row.stated_season, "episode": row.stated_episode, "episode_title": row.stated_episode_title}
    return {
        "import_id": import_id,
        "number": row.number,
        "user_id": user_id,
        "status": row.status,
        "file": row.position.file,
        "line": row.position.number,
        "title_group": row.title_group,
        "kind": row.kind,
        "title": row.title,
        "year": row.year,
        "media_id": row.media_id,
        "season": row.season,
        "episode": row.episode,
        "confidence": row.confidence,
        "chosen": row.chosen,
        "alternatives": [[str(item.media_id), item.confidence] for item in row.alternatives],
        "stated": {"ids": row.ids.known}
        | {name: stated[name] for name in _STATED if stated[name] is not None}
        | _awaited(row),
        "effects": [[effect.key, to_document(effect.action)] for effect in row.effects],
        "code": row.code,
        "field": row.column,
        "message": row.message,
        "excerpt": row.excerpt,
    }


def _awaited(row: StoredRow) -> dict[str, str]:
    """Return the name by which a title is found when it arrives, if its row waits for it and has a year."""
    name = match_name(row.title) if row.status == "importing" and row.year is not None else ""
    return {AWAITED: name} if name else {}


def to_stored_row(row: Any) -> StoredRow:
    """Return the row of an import."""
    return StoredRow(
        number=row.number,
        status=row.status,
        position=Position(row.file, row.line),
        title_group=row.title_group,
        kind=row.kind,
        title=row.title,
        year=row.year,
        ids=_ids(row.stated.get("ids", {})),
        stated_season=row.stated.get("season"),
        stated_episode=row.stated.get("episode"),
        stated_episode_title=row.stated.get("episode_title"),
        media_id=row.media_id,
        season=row.season,
        episode=row.episode,
        confidence=row.confidence,
        chosen=row.chosen,
        alternatives=tuple(Alternative(UUID(media_id), confidence) for media_id, confidence in row.alternatives),
        effects=tuple(KeyedAction(key, from_document(document)) for key, document in row.effects),
        code=row.code,
        column=row.field,
        message=row.message,
        excerpt=row.excerpt,
    )


def _ids(values_by_source: dict[str, str]) -> ExternalIds:
    texts = ("imdb", "letterboxd")
    values: dict[str, Any] = {
        name: value if name in texts else int(value) for name, value in values_by_source.items() if name != "marquee"
    }
    if "marquee" in values_by_source:
        values["marquee"] = UUID(values_by_source["marquee"])
    return ExternalIds(**values)
