"""Composition of dead letters."""

from auth.application.administration.directory import Directory
from auth.application.dead_letters.carrying_out import CarryOutActions
from auth.application.dead_letters.managing import ManageDeadLetters
from auth.application.dead_letters.use_cases import DeadLetterUseCases
from auth.application.unit_of_work import UnitOfWork
from auth.infrastructure.dead_letters.index import LetterIndex
from auth.infrastructure.dead_letters.log import KafkaLetters
from auth.infrastructure.dead_letters.worker import LetterWorker
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime


def dead_letter_use_cases(
    runtime: ServiceRuntime, units: UnitOfWorkFactory[UnitOfWork], directory: Directory
) -> DeadLetterUseCases:
    """Return the use cases of dead letters."""
    settings = runtime.settings
    log = KafkaLetters(settings.kafka_bootstrap, SystemClock(), security=settings.kafka_security)
    return DeadLetterUseCases(manage=ManageDeadLetters(units, directory), carry_out=CarryOutActions(units, log))


def letter_worker(runtime: ServiceRuntime, use_cases: DeadLetterUseCases) -> LetterWorker:
    """Return the background task of the worker role."""
    settings = runtime.settings
    return LetterWorker(
        LetterIndex(runtime.transactions),
        use_cases.carry_out,
        SystemClock(),
        bootstrap=settings.kafka_bootstrap,
        security=settings.kafka_security,
    )
