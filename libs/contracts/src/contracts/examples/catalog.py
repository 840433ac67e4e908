"""Examples of the events that catalog publishes."""

from typing import Final

from contracts.catalog import MediaPublishedV1
from contracts.event import Event
from contracts.examples.subjects import MOVIE, NOON
from contracts.identity import media_id

EXAMPLES: Final[tuple[Event, ...]] = (
    MediaPublishedV1(
        version=1,
        media_id=media_id("movie", MOVIE),
        kind="movie",
        tmdb_id=MOVIE,
        slug="dune",
        listed=True,
        title="Dune",
        published_at=NOON,
    ),
)
