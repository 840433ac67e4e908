"""The menu of what the library can do. Knows ports, not frameworks."""

from dataclasses import dataclass

from library.application.entries import ChangeEntry, RemoveEntry
from library.application.erasure import EraseUsers
from library.application.queries import ShelfQueries
from library.application.updates import RecordAddresses, RecordFacts, RecordSeasons, RecordStandings
from library.application.upkeep import ForgetAnswers


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    record_facts: RecordFacts
    record_standings: RecordStandings
    record_addresses: RecordAddresses
    record_seasons: RecordSeasons
    erase_users: EraseUsers
    change_entry: ChangeEntry
    remove_entry: RemoveEntry
    forget_answers: ForgetAnswers
    shelf: ShelfQueries
