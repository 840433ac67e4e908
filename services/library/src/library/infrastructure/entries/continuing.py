"""The condition of entries that have nothing to continue: shows that ended and were seen to their last episode."""

from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select, tuple_

from library.domain.entries.progress import SPECIALS
from library.infrastructure.tables import entries, season_parts, titles

_SHOW: Final = titles.alias("show")
_NEWER: Final = season_parts.alias("newer")
_PLACE: Final = tuple_(entries.c.season, entries.c.episode)


def _regular_part(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that the newest version of a regular season of the entry's show has such a part."""
    superseded = exists(
        select(1)
        .where(_NEWER.c.season_id == season_parts.c.season_id, _NEWER.c.version > season_parts.c.version)
        .correlate(season_parts)
    )
    return exists(
        select(1)
        .where(
            season_parts.c.media_id == entries.c.media_id,
            season_parts.c.number > SPECIALS,
            season_parts.c.last_episode.is_not(None),
            ~superseded,
            *conditions,
        )
        .correlate(entries)
    )


_FOLLOWS: Final = _regular_part(tuple_(season_parts.c.number, season_parts.c.last_episode) > _PLACE)
_LISTED: Final = tuple_(_SHOW.c.last_season, _SHOW.c.last_episode)

SEEN_TO_THE_END: Final = exists(
    select(1)
    .where(
        _SHOW.c.media_id == entries.c.media_id,
        _SHOW.c.ended,
        # The show's own list of seasons and its fetched episodes must both agree, as far as there are any.
        or_(_SHOW.c.last_season.is_not(None), _regular_part()),
        or_(_SHOW.c.last_season.is_(None), _PLACE >= _LISTED),
        ~_FOLLOWS,
    )
    .correlate(entries)
)
