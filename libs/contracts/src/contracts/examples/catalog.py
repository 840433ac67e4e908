"""Examples of the events that catalog and search publish."""

from typing import Final

from contracts.catalog import CatalogChangedV1, MediaPublishedV1, OffersChangedV1, UserServicesChangedV1
from contracts.event import Event
from contracts.examples.subjects import MOVIE, NOON, USER
from contracts.identity import media_id
from contracts.search import SearchChangedV1

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
    OffersChangedV1(media_id=media_id("movie", MOVIE), kind="movie", tmdb_id=MOVIE, changed_at=NOON),
    UserServicesChangedV1(version=1793620800000000, user_id=USER, region="US", provider_ids=(8, 337), changed_at=NOON),
    CatalogChangedV1(keys=("catalog:titles", f"catalog:title:{media_id('movie', MOVIE)}"), changed_at=NOON),
    SearchChangedV1(keys=("search",), changed_at=NOON),
)
