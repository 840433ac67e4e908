"""What an entry must contain to match a query, independent of the engine of the index."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Field = Literal["exact", "exact_in", "starts", "word", "word_start", "sound", "sound_word", "id"]
"""A set of terms of each entry:

`exact`: whole names, folded and without spaces. `exact_in`: the same behind the language of the name, `uk:дюна`; behind
an empty language, `:dune`, for the name that is shown by default and the original one. `starts`: beginnings of whole
names. `word`: words of names, and pairs of characters in scripts without spaces. `word_start`: beginnings of words.
`sound`, `sound_word`: whole names and words, reduced to how they sound in Latin letters. `id`: ids in other systems.
"""


@dataclass(frozen=True, slots=True)
class Term:
    """The field contains this term."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Similar:
    """The field contains a term at most `edits` letters away; two swapped neighbours count as one edit."""

    field: Field
    text: str
    edits: Literal[1, 2]


@dataclass(frozen=True, slots=True)
class Released:
    """The title was released in this year."""

    year: int


@dataclass(frozen=True, slots=True)
class OfKind:
    """The entry is of this kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every condition matches."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition matches."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Anything:
    """Every entry matches."""


Condition = Term | Similar | Released | OfKind | AllOf | AnyOf | Anything


Tiers = tuple[Condition, ...]


@dataclass(frozen=True)
class Plan:
    """The tiers of a search, best first. An entry belongs to the first tier that it matches, and is ranked in it."""

    strict: Tiers
    whole_names: int = 0
    """How many of `strict`, from the first, are of whole names: who typed a whole name made no typing error."""
    tolerance: Callable[[], tuple[Tiers, Tiers]] = lambda: ((), ())
    """Makes `tolerant`: most searches do without, and it is most of the work of a plan."""

    @cached_property
    def tolerant(self) -> tuple[Tiers, Tiers]:
        """Tiers for typing errors: likely ones, searched when few entries match, and others, when none does."""
        return self.tolerance()

    def tiers(self, tolerance: int) -> Tiers:
        """Return the tiers of a search: strict ones for 0, also the first or both groups of `tolerant` for 1 and 2."""
        return (
            (*self.strict, *(tier for group in self.tolerant[:tolerance] for tier in group))
            if tolerance
            else self.strict
        )


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the results: a tier and the unique sort key of an entry within it. Both are part of a cursor."""

    tier: int
    key: int
