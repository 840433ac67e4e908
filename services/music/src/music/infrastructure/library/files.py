"""The file of a track that a user hears: one statement, since a player reads a track by many requests."""

from typing import Final

from sqlalchemy import Boolean, Uuid, bindparam, exists, or_, select

from music.domain.folders.folder import Visibility
from music.infrastructure.folders.tables import folder_users, music_folders
from music.infrastructure.library.tables import tracks

_FOLDER: Final = bindparam("folder", type_=Uuid())
_IS_CHOSEN: Final = exists().where(
    folder_users.c.folder_id == music_folders.c.id, folder_users.c.user_id == bindparam("user", type_=Uuid())
)
HEARD_FILE: Final = (
    select(tracks.c.id, music_folders.c.path.label("root"), tracks.c.path, tracks.c.title)
    .join(music_folders, music_folders.c.id == tracks.c.folder_id)
    .where(
        tracks.c.id == bindparam("track", type_=Uuid()),
        tracks.c.missing_at.is_(None),
        or_(bindparam("everything", type_=Boolean()), music_folders.c.visibility == Visibility.EVERYONE, _IS_CHOSEN),
        or_(_FOLDER.is_(None), music_folders.c.id == _FOLDER),
    )
)
"""By `track` and `user`; with `everything` for one who hears every folder, and perhaps in one `folder` only."""
