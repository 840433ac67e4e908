"""Builds the use cases about watch positions and scrobbles, which record plays by the same rule."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import Transactions
from chassis.storage.reads import ReadPool
from library.application.plays.journal import append
from library.application.positions.continuing import ReadContinuations
from library.application.positions.heartbeats import DeletePositions, ReportPosition
from library.application.positions.playback import ApplyPlayback
from library.application.positions.progress import ApplyProgress
from library.application.positions.use_cases import DeleteExpiredViewings, LivePositions, PositionUseCases
from library.application.scrobbling.keys import CreateKey, DeleteKey
from library.application.scrobbling.receiving import ReceiveReports
from library.application.scrobbling.unmatched import DeleteUnmatched, ResolveUnmatched
from library.application.scrobbling.use_cases import ScrobblingUseCases
from library.application.scrobbling.watched import ExportWatched
from library.application.unit_of_work import UnitOfWork
from library.domain.plays.items import NewPlay
from library.domain.positions.completion import CompletionRule
from library.infrastructure.positions.continuing import SqlContinuationReader
from library.infrastructure.positions.reading import SqlPositionReader
from library.infrastructure.positions.repository import SqlViewings
from library.infrastructure.scrobbling.keys import new_key
from library.infrastructure.scrobbling.reading import SqlScrobbleReader
from library.infrastructure.scrobbling.watched import SqlWatchedReader
from library.infrastructure.titles.cache import TitleCache


def build_positions(
    units: UnitOfWorkFactory[UnitOfWork],
    transactions: Transactions,
    reads: ReadPool,
    cache: TitleCache,
    clock: Clock,
    rule: CompletionRule,
) -> PositionUseCases:
    """Return the use cases about positions; open no connection."""
    reader = SqlPositionReader(transactions)
    return PositionUseCases(
        report=ReportPosition(units, ApplyPlayback(rule, _append), clock),
        progress=ApplyProgress(ApplyPlayback(rule, _append), clock),
        delete=DeletePositions(units),
        live=LivePositions(reader, clock),
        reader=reader,
        continuing=ReadContinuations(SqlContinuationReader(reads, cache), clock),
        delete_expired=DeleteExpiredViewings(SqlViewings(transactions), clock),
    )


def build_scrobbling(
    units: UnitOfWorkFactory[UnitOfWork], transactions: Transactions, clock: Clock, rule: CompletionRule
) -> ScrobblingUseCases:
    """Return the use cases about scrobbles; open no connection."""
    apply = ApplyPlayback(rule, _append)
    return ScrobblingUseCases(
        create_key=CreateKey(units, clock, new_key, uuid4),
        delete_key=DeleteKey(units),
        receive=ReceiveReports(units, apply, clock),
        resolve=ResolveUnmatched(units, apply, clock),
        delete_unmatched=DeleteUnmatched(units),
        export=ExportWatched(SqlWatchedReader(transactions), clock),
        reader=SqlScrobbleReader(transactions),
    )


async def _append(work: UnitOfWork, user_id: UUID, plays: Sequence[NewPlay], now: datetime) -> int:
    return len((await append(work, user_id, plays=plays, now=now)).plays)
