"""The whole export: one JSON document, or a table per section."""

from datetime import datetime

from chassis.http.downloads import documents
from chassis.http.downloads.spool import Download
from library.application.exports.ports import Snapshot
from library.domain.exports.document import FORMAT, VERSION


async def to_json(snapshot: Snapshot, now: datetime) -> Download:
    """Return the document of `domain.exports.document`."""
    return await documents.to_json({"format": FORMAT, "version": VERSION, "exportedAt": now.isoformat()}, snapshot)


async def to_csv(snapshot: Snapshot, _: datetime) -> Download:
    """Return an archive with a table per section; a section without rows has none, except that of titles."""
    return await documents.to_csv(snapshot)
