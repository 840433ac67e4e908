"""What rankings are in the table of entries."""

from typing import Final

from sqlalchemy import and_, case, func

from library.domain.rankings.stars import RATING_PER_STAR
from library.infrastructure.entries.tables import entries

IS_RANKING: Final = and_(entries.c.kind == "movie", entries.c.state.is_not(None), entries.c.rating.is_not(None))

STARS: Final = case((entries.c.rating == 0, 1), else_=(entries.c.rating + (RATING_PER_STAR - 1)) // RATING_PER_STAR)
"""The stars of a rating, as `library.domain.rankings.stars.stars_of` returns them."""

RATED_AT: Final = func.coalesce(entries.c.rated_at, entries.c.updated_at)
