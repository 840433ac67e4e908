"""Events in: each consumer turns contracts into commands and calls one use case."""

from collections.abc import Callable, Sequence

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.ingestion import MediaImportedV1, PercentRating, Rating, SignalsCollectedV1
from stats.application import Application
from stats.application.ports import UnitOfWork
from stats.application.updates import TitleFacts, TitleSignals
from stats.domain.score import Vote
from stats.domain.title import Facts, Signals

TOPICS = (MediaImportedV1.topic, SignalsCollectedV1.topic)


def routes(application: Application, work: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Give what each topic does here."""

    async def imported(transaction: Transaction, deliveries: Sequence[Delivery[MediaImportedV1]]) -> None:
        await application.record_facts(work(transaction), [_facts(delivery.event) for delivery in deliveries])

    async def collected(transaction: Transaction, deliveries: Sequence[Delivery[SignalsCollectedV1]]) -> None:
        await application.record_signals(work(transaction), [_signals(delivery.event) for delivery in deliveries])

    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImportedV1, imported),
        Route(SignalsCollectedV1.topic, SignalsCollectedV1.type, SignalsCollectedV1, collected),
    ]


def _facts(event: MediaImportedV1) -> TitleFacts:
    ratings = event.ratings
    facts = Facts(
        version=event.version,
        popularity=event.popularity,
        release_date=event.release_date,
        tmdb=_vote(ratings.tmdb),
        imdb=_vote(ratings.imdb),
        trakt=_vote(ratings.trakt),
        metacritic=_percent(ratings.metacritic),
        rotten_tomatoes=_percent(ratings.rotten_tomatoes),
    )
    return TitleFacts(event.media_id, event.kind, event.tmdb_id, facts)


def _signals(event: SignalsCollectedV1) -> TitleSignals:
    signals = Signals(event.observed_at, event.live_watchers, event.total_watchers, event.popularity)
    return TitleSignals(event.media_id, event.kind, event.tmdb_id, signals)


def _vote(rating: Rating | None) -> Vote | None:
    return None if rating is None else Vote(rating.rating, rating.votes)


def _percent(rating: PercentRating | None) -> int | None:
    return None if rating is None else rating.rating
