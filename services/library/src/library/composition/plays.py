"""Builds the use cases about plays and marks."""

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import Transactions
from chassis.storage.reads import ReadPool
from library.application.plays.corrections import CorrectPlay, UndoMark, UndoPlays
from library.application.plays.explaining import ExplainEntry
from library.application.plays.recording import RecordPlays
from library.application.plays.use_cases import PlayUseCases
from library.application.unit_of_work import UnitOfWork
from library.infrastructure.plays.reading import SqlPlayReader
from library.infrastructure.titles.cache import TitleCache


def build_plays(
    units: UnitOfWorkFactory[UnitOfWork], transactions: Transactions, reads: ReadPool, cache: TitleCache, clock: Clock
) -> PlayUseCases:
    """Return the use cases; open no connection."""
    reader = SqlPlayReader(transactions, reads, cache)
    return PlayUseCases(
        record=RecordPlays(units, clock),
        correct=CorrectPlay(units, clock),
        retract=UndoPlays(units, clock),
        undo_mark=UndoMark(units, clock),
        explain=ExplainEntry(reader),
        reader=reader,
    )
