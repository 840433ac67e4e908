"""The use cases of imports."""

from dataclasses import dataclass

from library.application.imports.decisions import DecideRow, DeleteImport
from library.application.imports.feed import ImportFeed
from library.application.imports.housekeeping import DeleteExpiredImports
from library.application.imports.processing.committing import CommitImport
from library.application.imports.processing.completing import CompleteImports
from library.application.imports.processing.matching import MatchImport
from library.application.imports.processing.receiving import ReceiveImport
from library.application.imports.processing.reverting import RevertImport
from library.application.imports.reading import ReadImports


@dataclass(frozen=True, slots=True)
class ImportUseCases:
    """What users and workers do with imports."""

    receive: ReceiveImport
    match: MatchImport
    commit: CommitImport
    revert: RevertImport
    decide: DecideRow
    delete: DeleteImport
    complete: CompleteImports
    delete_expired: DeleteExpiredImports
    read: ReadImports
    feed: ImportFeed
