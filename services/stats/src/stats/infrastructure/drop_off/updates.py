"""What drop-off is computed from, within the consumer's transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete, func, or_
from sqlalchemy.dialects.postgresql import insert as insert_or_update

from chassis.messaging.transaction import Transaction
from chassis.storage.erased_users import ErasedUsers
from chassis.storage.rows import arrays_of, insert_arrays, is_newer, upsert_arrays
from chassis.storage.statements import Statement
from stats.application.drop_off.updates import EntryOfShow, EpisodePlay, SeasonPart, State
from stats.infrastructure.drop_off.documents import place_number, to_episode_document
from stats.infrastructure.tables import drop_off

STATES: Final[Mapping[State, int]] = {"planned": 0, "watching": 1, "completed": 2, "dropped": 3}

_PARTS, _VIEWINGS = drop_off.season_parts, drop_off.viewings
_PART: Final = [column.name for column in _PARTS.c]
_ENTRY: Final = ["media_id", "user_id", "entry_version", "state", "entry_place", "entry_at"]
_PLAY: Final = ["media_id", "user_id", "played_place", "played_at"]
_SAVE_PARTS: Final = Statement(
    upsert_arrays(_PARTS, _PART, where=is_newer(_PARTS, "version")).returning(_PARTS.c.media_id)
)
_SAVE_ENTRIES: Final = Statement(
    upsert_arrays(_VIEWINGS, _ENTRY, where=is_newer(_VIEWINGS, "entry_version")).returning(_VIEWINGS.c.media_id)
)
_NEW: Final = insert_or_update(_VIEWINGS).excluded
_SAVE_PLAYS: Final = Statement(
    insert_arrays(_VIEWINGS, _PLAY)
    .on_conflict_do_update(
        index_elements=["media_id", "user_id"],
        set_={name: func.greatest(_VIEWINGS.c[name], _NEW[name]) for name in ("played_place", "played_at")},
        where=or_(
            *(
                or_(_VIEWINGS.c[name].is_(None), _VIEWINGS.c[name] < _NEW[name])
                for name in ("played_place", "played_at")
            )
        ),
    )
    .returning(_VIEWINGS.c.media_id)
)
_USERS: Final = bindparam("user_ids", type_=ARRAY(Uuid))
_ERASED: Final = ErasedUsers(drop_off.erased_users)
_FORGET: Final = delete(_VIEWINGS).where(_VIEWINGS.c.user_id == any_(_USERS)).returning(_VIEWINGS.c.media_id)
# An update and not "do nothing": it waits for an analysis that has locked the mark, and then sets a new one.
_MARK: Final = Statement(
    "insert into drop_off_marks (media_id, marked_at)"
    " select media_id, now() from unnest(cast(:media_ids as uuid[])) as shows (media_id)"
    " on conflict (media_id) do update set marked_at = excluded.marked_at"
)


class SqlDropOffWork:
    """Stores episodes and users' progress in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def save_seasons(self, parts: Sequence[SeasonPart]) -> Collection[UUID]:
        """Write all parts in one statement."""
        rows = [
            {
                "season_id": part.season_id,
                "part": part.part,
                "parts": part.parts,
                "media_id": part.media_id,
                "tmdb_id": part.tmdb_id,
                "number": part.number,
                "version": part.version,
                "synced_at": part.synced_at,
                "episodes": [to_episode_document(episode) for episode in part.episodes],
            }
            for part in parts
        ]
        if not rows:
            return ()
        return {row["media_id"] for row in await _SAVE_PARTS(self._connection, arrays_of(_PARTS, _PART, rows))}

    async def save_entries(self, entries: Sequence[EntryOfShow]) -> Collection[UUID]:
        """Write all entries in one statement."""
        erased = await _ERASED.among(self._connection, {entry.user_id for entry in entries})
        rows = [
            {
                "media_id": entry.media_id,
                "user_id": entry.user_id,
                "entry_version": entry.version,
                "state": None if entry.state is None else STATES[entry.state],
                "entry_place": place_number(entry.furthest),
                "entry_at": entry.changed_at,
            }
            for entry in entries
            if entry.user_id not in erased
        ]
        if not rows:
            return ()
        return {row["media_id"] for row in await _SAVE_ENTRIES(self._connection, arrays_of(_VIEWINGS, _ENTRY, rows))}

    async def save_plays(self, plays: Sequence[EpisodePlay]) -> Collection[UUID]:
        """Write the plays in one statement."""
        erased = await _ERASED.among(self._connection, {play.user_id for play in plays})
        rows = [
            {
                "media_id": play.media_id,
                "user_id": play.user_id,
                "played_place": place_number(play.place),
                "played_at": play.watched_at,
            }
            for play in plays
            if play.user_id not in erased
        ]
        if not rows:
            return ()
        return {row["media_id"] for row in await _SAVE_PLAYS(self._connection, arrays_of(_VIEWINGS, _PLAY, rows))}

    async def erase(self, user_ids: Collection[UUID]) -> Collection[UUID]:
        """Delete the rows of users, and remember the users for events that come later."""
        await _ERASED.add(self._connection, user_ids)
        return set((await self._connection.execute(_FORGET, {"user_ids": list(user_ids)})).scalars())

    async def mark(self, media_ids: Collection[UUID]) -> None:
        """Write the marks in one statement, in the order of the ids."""
        if media_ids:
            await _MARK(self._connection, {"media_ids": sorted(media_ids)})
