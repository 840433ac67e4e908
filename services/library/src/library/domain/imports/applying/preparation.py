"""The rows of an upload before they are matched: numbered, with their effects, grouped by the title that they name."""

from dataclasses import dataclass
from datetime import datetime

from library.domain.imports.applying.matching import TitleReference, reference_of
from library.domain.imports.applying.planning import KeyedAction
from library.domain.imports.keys import EffectKeys
from library.domain.imports.reading import parse
from library.domain.imports.rows import Format, ImportRow, ParsedFile


@dataclass(frozen=True, slots=True)
class PreparedRow:
    """A row with its number and its effects; one without effects repeats a former row of the file."""

    number: int
    row: ImportRow
    effects: tuple[KeyedAction, ...]


@dataclass(frozen=True, slots=True)
class TitleGroup:
    """The rows that name one title."""

    number: int
    reference: TitleReference
    rows: tuple[PreparedRow, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The content of an upload."""

    parsed: ParsedFile
    groups: list[TitleGroup]


def prepare(name: str, content: bytes, now: datetime, source: Format | None) -> Prepared:
    """Return the rows of an upload; raise ImportRefused when it cannot be read."""
    parsed = parse(name, content, now, source)
    keys = EffectKeys(parsed.format)
    groups: dict[TitleReference, list[PreparedRow]] = {}
    for number, row in enumerate(parsed.rows, 1):
        effects = tuple(KeyedAction(effect.key, effect.action) for effect in keys.of(row))
        groups.setdefault(reference_of(row), []).append(PreparedRow(number, row, effects))
    return Prepared(
        parsed,
        [TitleGroup(number, reference, tuple(rows)) for number, (reference, rows) in enumerate(groups.items(), 1)],
    )
