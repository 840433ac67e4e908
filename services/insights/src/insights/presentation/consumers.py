"""Events in: each consumer turns contracts into commands and calls one use case."""

from collections.abc import Callable, Sequence

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from contracts.stats import StatsUpdatedV1
from insights.application import Application
from insights.application.ports import UnitOfWork
from insights.application.updates import TitleAddress, TitleFacts, TitleLook, TitleStanding
from insights.domain.snapshot import Look, SnapshotKey
from insights.domain.title import Address, Facts, Standing, Title

TOPICS = (MediaImportedV1.topic, StatsUpdatedV1.topic, MediaPublishedV1.topic, SignalsCollectedV1.topic)


def routes(application: Application, work: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Give what each topic does here."""

    async def imported(transaction: Transaction, deliveries: Sequence[Delivery[MediaImportedV1]]) -> None:
        await application.record_facts(work(transaction), [_facts(delivery.event) for delivery in deliveries])

    async def scored(transaction: Transaction, deliveries: Sequence[Delivery[StatsUpdatedV1]]) -> None:
        await application.record_standings(work(transaction), [_standing(delivery.event) for delivery in deliveries])

    async def published(transaction: Transaction, deliveries: Sequence[Delivery[MediaPublishedV1]]) -> None:
        await application.record_addresses(work(transaction), [_address(delivery.event) for delivery in deliveries])

    async def collected(transaction: Transaction, deliveries: Sequence[Delivery[SignalsCollectedV1]]) -> None:
        await application.record_looks(work(transaction), [_look(delivery.event) for delivery in deliveries])

    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImportedV1, imported),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdatedV1, scored),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublishedV1, published),
        Route(SignalsCollectedV1.topic, SignalsCollectedV1.type, SignalsCollectedV1, collected),
    ]


def _title(event: MediaImportedV1 | StatsUpdatedV1 | SignalsCollectedV1 | MediaPublishedV1) -> Title:
    return Title(event.media_id, event.kind, event.tmdb_id)


def _facts(event: MediaImportedV1) -> TitleFacts:
    facts = Facts(
        version=event.version,
        name=event.title,
        original_name=event.original_title,
        poster_path=event.poster_path,
        backdrop_path=event.backdrop_path,
        gone_at=event.gone_at,
    )
    return TitleFacts(_title(event), facts)


def _address(event: MediaPublishedV1) -> TitleAddress:
    return TitleAddress(_title(event), Address(event.version, event.slug))


def _standing(event: StatsUpdatedV1) -> TitleStanding:
    tmdb = event.ratings.tmdb
    standing = Standing(
        version=event.version,
        ratingo_score=event.scores.ratingo,
        tmdb_rating=tmdb.rating if tmdb else None,
        tmdb_votes=tmdb.votes if tmdb else None,
    )
    return TitleStanding(_title(event), standing)


def _look(event: SignalsCollectedV1) -> TitleLook:
    look = Look(
        observed_at=event.observed_at,
        backfilled=event.origin == "backfill",
        live_watchers=event.live_watchers,
        total_watchers=event.total_watchers,
        popularity=event.popularity,
    )
    return TitleLook(_title(event), SnapshotKey(event.media_id, event.day, event.region), look)
