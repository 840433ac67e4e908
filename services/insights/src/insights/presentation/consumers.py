"""Consumed events: each handler turns events into updates or commands and calls one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyDelivery, AnyRoute, Delivery, InvalidEvent, Route
from chassis.messaging.transaction import Transaction
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from contracts.readers.insights import MediaImported, MediaPublished, SignalsCollected, StatsUpdated
from contracts.stats import StatsUpdatedV1
from insights.application import Application
from insights.application.commands import RecordObservation
from insights.application.ports import ProjectionWork
from insights.domain.errors import DayOutOfRange
from insights.domain.snapshot import Observation, SnapshotKey
from insights.domain.title import Address, Facts, ScoreSnapshot, Title

TOPICS: Final = (MediaImportedV1.topic, StatsUpdatedV1.topic, MediaPublishedV1.topic, SignalsCollectedV1.topic)


def routes(application: Application, work_in: Callable[[Transaction], ProjectionWork]) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` is the unit of work within a transaction."""

    async def changed(transaction: Transaction, deliveries: Sequence[AnyDelivery]) -> None:
        await application.update_titles(work_in(transaction), [_update(delivery.event) for delivery in deliveries])

    async def collected(transaction: Transaction, deliveries: Sequence[Delivery[SignalsCollected]]) -> None:
        commands = [_observation(delivery.event) for delivery in deliveries]
        try:
            await application.record_observations(work_in(transaction), commands)
        except DayOutOfRange as error:
            raise InvalidEvent("day_out_of_range", str(error)) from error

    # One handler of three topics: all parts of a title in a batch are one update.
    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImported, changed),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdated, changed),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublished, changed),
        Route(SignalsCollectedV1.topic, SignalsCollectedV1.type, SignalsCollected, collected),
    ]


def _update(event: MediaImported | StatsUpdated | MediaPublished) -> Title:
    if isinstance(event, MediaImported):
        return _imported(event)
    return _scored(event) if isinstance(event, StatsUpdated) else _published(event)


def _imported(event: MediaImported) -> Title:
    facts = Facts(
        version=event.version,
        name=event.title,
        original_name=event.original_title,
        poster_path=event.poster_path,
        backdrop_path=event.backdrop_path,
        deleted_at=event.gone_at,
    )
    return Title(event.media_id, event.kind, event.tmdb_id, facts=facts)


def _scored(event: StatsUpdated) -> Title:
    tmdb = event.ratings.tmdb
    score = ScoreSnapshot(
        version=event.version,
        score=event.scores.ratingo,
        tmdb_rating=tmdb.rating if tmdb else None,
        tmdb_votes=tmdb.votes if tmdb else None,
    )
    return Title(event.media_id, event.kind, event.tmdb_id, score=score)


def _published(event: MediaPublished) -> Title:
    return Title(event.media_id, event.kind, event.tmdb_id, address=Address(event.version, event.slug))


def _observation(event: SignalsCollected) -> RecordObservation:
    observation = Observation(
        observed_at=event.observed_at,
        backfilled=event.origin == "backfill",
        live_watchers=event.live_watchers,
        total_watchers=event.total_watchers,
        popularity=event.popularity,
    )
    title = Title(event.media_id, event.kind, event.tmdb_id)
    return RecordObservation(title, SnapshotKey(event.media_id, event.day, event.region), observation)
