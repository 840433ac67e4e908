"""Events in: each consumer turns contracts into commands and calls one use case."""

from collections.abc import Callable, Sequence

from chassis.consumer import AnyRoute, Delivery, Route
from chassis.transaction import Transaction
from contracts.auth import UserDeletedV1
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import MediaImportedV1
from contracts.stats import StatsUpdatedV1
from library.application import Application
from library.application.ports import ErasureWork, TitleWork
from library.application.updates import TitleAddress, TitleFacts, TitleStanding
from library.domain.title import Address, Facts, Standing, Title

TOPICS = (MediaImportedV1.topic, StatsUpdatedV1.topic, MediaPublishedV1.topic, UserDeletedV1.topic)


def routes(
    application: Application,
    titles: Callable[[Transaction], TitleWork],
    erasure: Callable[[Transaction], ErasureWork],
) -> list[AnyRoute]:
    """Give what each topic does here."""

    async def imported(transaction: Transaction, deliveries: Sequence[Delivery[MediaImportedV1]]) -> None:
        await application.record_facts(titles(transaction), [_facts(delivery.event) for delivery in deliveries])

    async def scored(transaction: Transaction, deliveries: Sequence[Delivery[StatsUpdatedV1]]) -> None:
        await application.record_standings(titles(transaction), [_standing(delivery.event) for delivery in deliveries])

    async def published(transaction: Transaction, deliveries: Sequence[Delivery[MediaPublishedV1]]) -> None:
        await application.record_addresses(titles(transaction), [_address(delivery.event) for delivery in deliveries])

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await application.erase_users(erasure(transaction), [delivery.event.user_id for delivery in deliveries])

    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImportedV1, imported),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdatedV1, scored),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublishedV1, published),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
    ]


def _title(event: MediaImportedV1 | StatsUpdatedV1 | MediaPublishedV1) -> Title:
    return Title(event.media_id, event.kind, event.tmdb_id)


def _facts(event: MediaImportedV1) -> TitleFacts:
    return TitleFacts(_title(event), Facts(event.version, event.title, event.poster_path, event.release_date))


def _address(event: MediaPublishedV1) -> TitleAddress:
    return TitleAddress(_title(event), Address(event.version, event.slug))


def _standing(event: StatsUpdatedV1) -> TitleStanding:
    return TitleStanding(_title(event), Standing(event.version, event.scores.ratingo))
