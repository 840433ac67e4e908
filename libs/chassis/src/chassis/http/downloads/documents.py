"""Sections as one JSON document, or as an archive with a table for each; and the response with a file."""

from collections.abc import Mapping
from os import SEEK_END
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import orjson
from fastapi import Request
from fastapi.responses import StreamingResponse

from chassis.core.lists.snapshots import Sections
from chassis.http.downloads.cells import lines
from chassis.http.downloads.spool import Download, Spool


async def to_json(head: Mapping[str, Any], snapshot: Sections) -> Download:
    """Return a document that begins with the members of `head`."""
    spool = Spool()
    spool.write(orjson.dumps(dict(head))[:-1])
    for name in snapshot.sections:
        spool.write(b",\n" + orjson.dumps(name) + b":[")
        separator = b"\n"
        async for records in snapshot.section(name):
            spool.write(separator + orjson.dumps(records, default=str)[1:-1])
            separator = b",\n"
        spool.write(b"]")
    spool.write(b"}\n")
    return spool.download()


async def to_csv(snapshot: Sections) -> Download:
    """Return an archive with a table for each section that has rows."""
    # Closed by the download.
    file = TemporaryFile()  # noqa: SIM115
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name in snapshot.sections:
            await _add_table(archive, snapshot, name)
    length = file.seek(0, SEEK_END)
    file.seek(0)
    return Download(file, length, None)


def file_response(download: Download, request: Request, *, name: str, media_type: str) -> StreamingResponse:
    """Return the response with a file of a user, compressed for a client that accepts it."""
    sent = {"Content-Disposition": f'attachment; filename="{name}"'}
    packed = download.compressed_length is not None and "gzip" in request.headers.get("accept-encoding", "")
    if download.compressed_length is not None:
        sent["Vary"] = "Accept-Encoding"
    if packed:
        sent["Content-Encoding"] = "gzip"
    sent["Content-Length"] = str(download.compressed_length if packed else download.length)
    sent["Cache-Control"] = "private, no-store"
    body = download.chunks() if packed else download.unpacked()
    return StreamingResponse(body, media_type=media_type, headers=sent)


async def _add_table(archive: ZipFile, snapshot: Sections, name: str) -> None:
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
