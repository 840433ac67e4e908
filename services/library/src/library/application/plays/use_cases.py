"""The use cases about plays and marks."""

from dataclasses import dataclass

from library.application.plays.corrections import CorrectPlay, UndoMark, UndoPlays
from library.application.plays.explaining import ExplainEntry
from library.application.plays.ports import PlayReader
from library.application.plays.recording import RecordPlays


@dataclass(frozen=True, slots=True)
class PlayUseCases:
    """Every use case about plays and marks; `reader` reads without further rules."""

    record: RecordPlays
    correct: CorrectPlay
    retract: UndoPlays
    undo_mark: UndoMark
    explain: ExplainEntry
    reader: PlayReader
