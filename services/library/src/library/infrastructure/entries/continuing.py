"""The condition of entries that have nothing to continue: shows that ended and were seen to their last episode."""

from typing import Final

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select, tuple_

from library.domain.entries.progress import SPECIALS
from library.infrastructure.tables import entries, season_parts, titles

UNDER_WAY: Final = and_(
    entries.c.season.is_not(None),
    # As the index has them, which a parameter would not match.
    entries.c.state.in_([literal_column("'planned'"), literal_column("'watching'")]),
)
"""The condition of entries with progress that are neither completed nor left."""

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
            season_parts.c.number > literal_column(str(SPECIALS)),
            season_parts.c.last_episode.is_not(None),
            ~superseded,
            *conditions,
        )
        .correlate(entries)
    )


_FOLLOWS: Final = _regular_part(tuple_(season_parts.c.number, season_parts.c.last_episode) > _PLACE)
_LISTED: Final = tuple_(titles.c.last_season, titles.c.last_episode)

SEEN_TO_THE_END: Final = and_(
    titles.c.ended,
    # The show's own list of seasons and its fetched episodes must both agree, as far as there are any.
    or_(titles.c.last_season.is_(None), _PLACE >= _LISTED),
    ~_FOLLOWS,
    or_(titles.c.last_season.is_not(None), _regular_part()),
)
"""The condition on entries that are joined with their titles; null, as false, of a title that is not imported."""
