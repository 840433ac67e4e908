"""Examples of the events that stats publishes."""

from typing import Final

from contracts.event import Event
from contracts.examples.subjects import MOVIE, NOON, SHOW
from contracts.identity import media_id
from contracts.ingestion import PercentRating, Rating, Ratings
from contracts.stats import DropoffAnalyzedV1, DropOffPoint, FormulaScore, Scores, StatsChangedV1, StatsUpdatedV1

EXAMPLES: Final[tuple[Event, ...]] = (
    StatsUpdatedV1(
        version=5,
        media_id=media_id("movie", MOVIE),
        kind="movie",
        tmdb_id=MOVIE,
        scores=Scores(ratingo=78.4, quality=79.1, popularity=71.0, freshness=22.5),
        score=FormulaScore(formula="ratingo-1", value=78.4),
        shadows=(FormulaScore(formula="open-1", value=78.9, low=73.6, high=84.2),),
        average_rating=7.92,
        total_votes=1_033_950,
        ratings=Ratings(
            tmdb=Rating(rating=7.8, votes=13_950),
            imdb=Rating(rating=8.0, votes=1_020_000),
            metacritic=PercentRating(rating=74),
            rotten_tomatoes=PercentRating(rating=83),
        ),
        source_popularity=48.7,
        live_watchers=37,
        total_watchers=412_300,
        computed_at=NOON,
    ),
    DropoffAnalyzedV1(
        version=3,
        media_id=media_id("show", SHOW),
        kind="show",
        tmdb_id=SHOW,
        method="votes-1",
        source="trakt",
        point=DropOffPoint(season=2, episode=3, title="Bit by a Dead Bee", loss=0.21, certainty=0.93),
        retention=0.58,
        sample_size=412_300,
        episodes=62,
        analyzed_at=NOON,
    ),
    StatsChangedV1(keys=("stats:titles", f"stats:title:{media_id('movie', MOVIE)}"), changed_at=NOON),
)
