"""Event consumers: each maps a contract to the input of one use case."""

from collections.abc import Callable

from chassis.messaging.consumer import AnyRoute
from chassis.messaging.transaction import Transaction
from playback.application import Application
from playback.application.unit_of_work import UnitOfWork

TOPICS: tuple[str, ...] = ()


def routes(_: Application, __: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the consumer of each topic."""
    return []
