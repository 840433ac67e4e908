"""The rows of an upload before they are matched: numbered, with their effects, grouped by the title that they name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from library.domain.imports.applying.choices import localized, with_default_state
from library.domain.imports.applying.contents import contents_of
from library.domain.imports.applying.matching import TitleReference, reference_of
from library.domain.imports.applying.planning import KeyedAction
from library.domain.imports.keys import EffectKeys
from library.domain.imports.options import NO_CHOICE, ImportOptions
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
    contents: Mapping[str, int] = field(default_factory=dict)
    """How many statements of each kind the file has."""


def prepare(
    name: str, content: bytes, now: datetime, source: Format | None, options: ImportOptions = NO_CHOICE
) -> Prepared:
    """Return the rows of an upload, with what the user chose for it; raise ImportRefused when it cannot be read.

    Keys are those of what the file states, whatever time zone was chosen.
    """
    parsed = parse(name, content, now, source, options)
    keys = EffectKeys(parsed.format)
    groups: dict[TitleReference, list[PreparedRow]] = {}
    for number, row in enumerate(with_default_state(parsed.rows, options.default_state), 1):
        effects = tuple(KeyedAction(effect.key, localized(effect.action, options.zone)) for effect in keys.of(row))
        groups.setdefault(reference_of(row), []).append(PreparedRow(number, row, effects))
    return Prepared(
        parsed,
        [TitleGroup(number, reference, tuple(rows)) for number, (reference, rows) in enumerate(groups.items(), 1)],
        contents_of(parsed),
    )
