"""Events in: each consumer turns contracts into commands and calls one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserDeletedV1
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import MediaImportedV1, SeasonSyncedV1
from contracts.stats import StatsUpdatedV1
from library.application import Application
from library.application.ports import ErasureWork, SeasonWork, TitleWork
from library.application.seasons import SeasonPart
from library.application.updates import TitleAddress, TitleFacts, TitleStanding
from library.domain.progress import SPECIALS, EpisodeNumber
from library.domain.title import Address, Facts, Standing, Title

ENDED_STATUSES: Final = frozenset({"Ended", "Canceled"})
"""Statuses, as TMDB spells them, of shows that get no further episode."""
TOPICS = (
    MediaImportedV1.topic,
    StatsUpdatedV1.topic,
    MediaPublishedV1.topic,
    SeasonSyncedV1.topic,
    UserDeletedV1.topic,
)


def routes(
    application: Application,
    titles: Callable[[Transaction], TitleWork],
    seasons: Callable[[Transaction], SeasonWork],
    erasure: Callable[[Transaction], ErasureWork],
) -> list[AnyRoute]:
    """Give what each topic does here."""

    async def imported(transaction: Transaction, deliveries: Sequence[Delivery[MediaImportedV1]]) -> None:
        await application.record_facts(titles(transaction), [_facts(delivery.event) for delivery in deliveries])

    async def scored(transaction: Transaction, deliveries: Sequence[Delivery[StatsUpdatedV1]]) -> None:
        await application.record_standings(titles(transaction), [_standing(delivery.event) for delivery in deliveries])

    async def published(transaction: Transaction, deliveries: Sequence[Delivery[MediaPublishedV1]]) -> None:
        await application.record_addresses(titles(transaction), [_address(delivery.event) for delivery in deliveries])

    async def synced(transaction: Transaction, deliveries: Sequence[Delivery[SeasonSyncedV1]]) -> None:
        await application.record_seasons(seasons(transaction), [_season(delivery.event) for delivery in deliveries])

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await application.erase_users(erasure(transaction), [delivery.event.user_id for delivery in deliveries])

    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImportedV1, imported),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdatedV1, scored),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublishedV1, published),
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSyncedV1, synced),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
    ]


def _title(event: MediaImportedV1 | StatsUpdatedV1 | MediaPublishedV1) -> Title:
    return Title(event.media_id, event.kind, event.tmdb_id)


def _facts(event: MediaImportedV1) -> TitleFacts:
    facts = Facts(
        version=event.version,
        name=event.title,
        poster_path=event.poster_path,
        release_date=event.release_date,
        gone_at=event.gone_at,
        successor_id=event.successor_id if event.gone_at else None,
        ended=event.status in ENDED_STATUSES,
        listed_seasons=tuple(sorted({season.number for season in event.seasons})),
        last_listed=_last_listed(event),
    )
    return TitleFacts(_title(event), facts)


def _last_listed(event: MediaImportedV1) -> EpisodeNumber | None:
    counted = [(season.number, season.episode_count) for season in event.seasons if season.number != SPECIALS]
    return max((EpisodeNumber(number, count) for number, count in counted if count), default=None)


def _season(event: SeasonSyncedV1) -> SeasonPart:
    return SeasonPart(
        season_id=event.season_id,
        part=event.part,
        parts=event.parts,
        media_id=event.media_id,
        number=event.number,
        version=event.version,
        episodes=tuple(episode.number for episode in event.episodes),
    )


def _address(event: MediaPublishedV1) -> TitleAddress:
    return TitleAddress(_title(event), Address(event.version, event.slug))


def _standing(event: StatsUpdatedV1) -> TitleStanding:
    return TitleStanding(_title(event), Standing(event.version, event.scores.ratingo))
