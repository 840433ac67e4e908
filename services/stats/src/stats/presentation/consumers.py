"""Consumed events: each handler turns events into updates and calls one use case."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from chassis.messaging.consumer import AnyDelivery, AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.ingestion import ListRefreshedV1, MediaImportedV1, PercentRating, Rating, SignalsCollectedV1
from contracts.readers.stats import MediaImported, SignalsCollected
from contracts.social import RatingsAveragedV1
from stats.application import Application
from stats.application.projections import TitleWork
from stats.application.rankings import RankingWork, replace_rankings
from stats.application.server_ratings import ServerRatingWork, replace_server_ratings
from stats.domain.ranking import Ranking
from stats.domain.scoring.inputs import Vote
from stats.domain.server_rating import ServerRating
from stats.domain.title import Audience, Facts, Number, Reading, Title
from stats.presentation.drop_off.consumers import TOPICS as DROP_OFF_TOPICS

TOPICS: Final = (
    MediaImportedV1.topic,
    SignalsCollectedV1.topic,
    ListRefreshedV1.topic,
    RatingsAveragedV1.topic,
    *DROP_OFF_TOPICS,
)


def routes(
    application: Application,
    work_in: Callable[[Transaction], TitleWork],
    rankings_in: Callable[[Transaction], RankingWork],
    ratings_in: Callable[[Transaction], ServerRatingWork],
) -> list[AnyRoute]:
    """Return the routes of each topic; the last three are units of work within a transaction."""

    async def changed(transaction: Transaction, deliveries: Sequence[AnyDelivery]) -> None:
        await application.update_titles(work_in(transaction), [_update(delivery.event) for delivery in deliveries])

    async def list_refreshed(transaction: Transaction, deliveries: Sequence[Delivery[ListRefreshedV1]]) -> None:
        await replace_rankings(rankings_in(transaction), [_ranking(delivery.event) for delivery in deliveries])

    async def averaged(transaction: Transaction, deliveries: Sequence[Delivery[RatingsAveragedV1]]) -> None:
        await replace_server_ratings(
            ratings_in(transaction), [_server_rating(delivery.event) for delivery in deliveries]
        )

    # One handler: an import and a signal of one title in one batch are one score and one event.
    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImported, changed),
        Route(SignalsCollectedV1.topic, SignalsCollectedV1.type, SignalsCollected, changed),
        Route(ListRefreshedV1.topic, ListRefreshedV1.type, ListRefreshedV1, list_refreshed),
        Route(RatingsAveragedV1.topic, RatingsAveragedV1.type, RatingsAveragedV1, averaged),
    ]


def _update(event: MediaImported | SignalsCollected) -> Title:
    return _imported(event) if isinstance(event, MediaImported) else _observed(event)


def _imported(event: MediaImported) -> Title:
    ratings = event.ratings
    facts = Facts(
        version=event.version,
        name=event.title,
        popularity=event.popularity,
        release_date=event.release_date,
        tmdb=_vote(ratings.tmdb),
        imdb=_vote(ratings.imdb),
        trakt=_vote(ratings.trakt),
        metacritic=_percent(ratings.metacritic),
        rotten_tomatoes=_percent(ratings.rotten_tomatoes),
        imported_at=event.imported_at,
    )
    return Title(event.media_id, event.kind, event.tmdb_id, facts=facts)


def _observed(event: SignalsCollected) -> Title:
    audience = Audience(
        live_watchers=_reading(event.live_watchers, event.observed_at),
        total_watchers=_reading(event.total_watchers, event.observed_at),
        popularity=_reading(event.popularity, event.observed_at),
    )
    return Title(event.media_id, event.kind, event.tmdb_id, audience=audience)


def _ranking(event: ListRefreshedV1) -> Ranking:
    return Ranking(event.list_id, event.version, {item.media_id: item.rank for item in reversed(event.items)})


def _server_rating(event: RatingsAveragedV1) -> ServerRating:
    return ServerRating(event.media_id, event.version, event.average, event.raters)


def _vote(rating: Rating | None) -> Vote | None:
    return None if rating is None else Vote(rating.rating, rating.votes)


def _percent(rating: PercentRating | None) -> int | None:
    return None if rating is None else rating.rating


def _reading(value: Number | None, at: datetime) -> Reading[Number] | None:
    return None if value is None else Reading(value, at)
