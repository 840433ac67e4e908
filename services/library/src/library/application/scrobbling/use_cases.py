"""The use cases about scrobbles."""

from dataclasses import dataclass

from library.application.scrobbling.keys import CreateKey, DeleteKey
from library.application.scrobbling.ports import ScrobbleReader
from library.application.scrobbling.receiving import ReceiveReports
from library.application.scrobbling.unmatched import DeleteUnmatched, ResolveUnmatched
from library.application.scrobbling.watched import ExportWatched


@dataclass(frozen=True, slots=True)
class ScrobblingUseCases:
    """Receiving reports, managing keys, and resolving; `reader` reads without further rules."""

    create_key: CreateKey
    delete_key: DeleteKey
    receive: ReceiveReports
    resolve: ResolveUnmatched
    delete_unmatched: DeleteUnmatched
    export: ExportWatched
    reader: ScrobbleReader
