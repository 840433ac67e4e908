"""Picture files of directories, as scans list them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays, is_among
from music.domain.covers.sources import picture_kind
from music.domain.scanning.digest import Directory
from music.infrastructure.covers.tables import directory_pictures

_COLUMNS: Final = tuple(column.name for column in directory_pictures.c)
_INSERT: Final = insert_arrays(directory_pictures, _COLUMNS)


async def replace_pictures(connection: AsyncConnection, folder_id: UUID, directories: Sequence[Directory]) -> None:
    """Replace the rows of directories whose own rows are saved."""
    paths = [directory.path for directory in directories]
    await connection.execute(
        delete(directory_pictures).where(
            directory_pictures.c.folder_id == folder_id, is_among(directory_pictures.c.directory, paths)
        )
    )
    rows = [
        {
            "folder_id": folder_id,
            "directory": directory.path,
            "name": picture.name,
            "kind": shown[0],
            "rank": shown[1],
            "bytes": picture.bytes,
            "modified_ns": picture.modified_ns,
        }
        for directory in directories
        for picture in directory.pictures
        if (shown := picture_kind(picture.name)) is not None
    ]
    if rows:
        await connection.execute(_INSERT, arrays_of(directory_pictures, _COLUMNS, rows))
