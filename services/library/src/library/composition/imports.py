"""Composition of imports."""

from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from chassis.storage.database import is_infrastructure_failure
from jobs.model import Job
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.wakeup import Wakeup
from library.application.imports.decisions import DecideRow, DeleteImport
from library.application.imports.feed import ImportFeed
from library.application.imports.housekeeping import DeleteExpiredImports
from library.application.imports.jobs import COMMIT, MATCH, REGISTRY, REVERT
from library.application.imports.processing.committing import CommitImport
from library.application.imports.processing.completing import CompleteImports
from library.application.imports.processing.matching import MatchImport
from library.application.imports.processing.receiving import ReceiveImport
from library.application.imports.processing.reverting import RevertImport
from library.application.imports.reading import ReadImports
from library.application.imports.use_cases import ImportUseCases
from library.infrastructure.imports.reading import SqlImportReader
from library.infrastructure.imports.work import SqlImportUnits

CONCURRENCY: Final = 2
"""Jobs that one worker runs at once: each holds a file in memory while it is read, about 220 MiB for 190,000 rows."""


def import_use_cases(transactions: Transactions, clock: Clock, wakeup: Wakeup) -> ImportUseCases:
    """Return the use cases of imports; `wakeup` notifies the runner of the same process."""
    units = SqlImportUnits(transactions, clock)
    reader = SqlImportReader(transactions)
    return ImportUseCases(
        receive=ReceiveImport(units, clock, wakeup.notify),
        match=MatchImport(units, clock),
        commit=CommitImport(units, clock, wakeup.notify),
        revert=RevertImport(units, clock, wakeup.notify),
        decide=DecideRow(units, clock),
        delete=DeleteImport(units),
        complete=CompleteImports(units, clock, wakeup.notify),
        delete_expired=DeleteExpiredImports(units, clock),
        read=ReadImports(reader),
        feed=ImportFeed(reader, clock, is_infrastructure_failure),
    )


def import_runner(use_cases: ImportUseCases, transactions: Transactions, clock: Clock, wakeup: Wakeup) -> Runner[Job]:
    """Return the runner of the jobs of imports."""
    return Runner(
        SqlImportUnits(transactions, clock),
        REGISTRY,
        {MATCH: use_cases.match, COMMIT: use_cases.commit, REVERT: use_cases.revert},
        clock,
        is_infrastructure_failure,
        wakeup,
        RunnerSettings(concurrency=CONCURRENCY),
    )
