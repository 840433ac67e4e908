"""The whole export: one JSON document, or a table per section."""

from datetime import datetime
from os import SEEK_END
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import orjson

from library.application.exports.ports import Snapshot
from library.domain.exports.document import FORMAT, VERSION
from library.presentation.exports.cells import lines
from library.presentation.exports.spool import Download, Spool


async def to_json(snapshot: Snapshot, now: datetime) -> Download:
    """Return the document of `domain.exports.document`."""
    spool = Spool()
    head = {"format": FORMAT, "version": VERSION, "exportedAt": now.isoformat()}
    spool.write(orjson.dumps(head)[:-1])
    for name in snapshot.sections:
        spool.write(b",\n" + orjson.dumps(name) + b":[")
        separator = b"\n"
        async for records in snapshot.section(name):
            spool.write(separator + orjson.dumps(records, default=_text)[1:-1])
            separator = b",\n"
        spool.write(b"]")
    spool.write(b"}\n")
    return spool.download()


async def to_csv(snapshot: Snapshot, _: datetime) -> Download:
    """Return an archive with a table per section; a section without rows has none, except that of titles."""
    # Closed by the download.
    file = TemporaryFile()  # noqa: SIM115
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name in snapshot.sections:
            await _add_table(archive, snapshot, name)
    length = file.seek(0, SEEK_END)
    file.seek(0)
    return Download(file, length, None)


async def _add_table(archive: ZipFile, snapshot: Snapshot, name: str) -> None:
    table: Any = None
    try:
        async for records in snapshot.section(name):
            if table is None:
                table = archive.open(f"{name}.csv", "w")
                table.write(lines([list(records[0])]))
            table.write(lines(record.values() for record in records))
    finally:
        if table is not None:
            table.close()


def _text(value: Any) -> str:
    return str(value)
