"""The formulas of the service: the one whose score is shown, and shadows that are computed beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Protocol

from stats.domain.errors import UnknownFormula
from stats.domain.scoring.inputs import ScoreInput
from stats.domain.scoring.open_1 import Open1
from stats.domain.scoring.ratingo_1 import Parts, Ratingo1
from stats.domain.scoring.result import Result


class Formula(Protocol):
    """A formula with its parameters."""

    @property
    def name(self) -> str:
        """Return the name with the version: two formulas of one name compute the same."""
        ...

    @property
    def description(self) -> str:
        """Return what the formula computes, in one sentence."""
        ...

    @property
    def parameters(self) -> Mapping[str, float]:
        """Return the weights and priors by name."""
        ...

    def compute(self, score_input: ScoreInput, today: date) -> Result:
        """Return the result for a title as of `today` (UTC)."""
        ...


CREATE: Final[Mapping[str, Callable[[Mapping[str, float]], Formula]]] = MappingProxyType(
    {Ratingo1.name: Ratingo1, Open1.name: Open1}
)
"""How each formula is created from the parameters that settings replace."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What is computed of a title: the score shown, those of the shadows, and the parts of `ratingo-1`."""

    shown: Result
    shadows: tuple[Result, ...]
    parts: Parts

    @property
    def overall(self) -> float:
        """Return the score shown, or what its formula expects of a title without one: lists are sorted by it."""
        return self.shown.expected if self.shown.score is None else self.shown.score

    def results(self) -> tuple[Result, ...]:
        """Return the results of all formulas, that shown first."""
        return (self.shown, *self.shadows)


class Formulas:
    """The formulas in use."""

    def __init__(self, shown: str, shadows: Sequence[str], changes: Mapping[str, Mapping[str, float]]) -> None:
        """Choose formulas by name; `changes` are replaced parameters by formula. Raise UnknownFormula, ValueError."""
        self._by_name = {name: create(changes.get(name, {})) for name, create in CREATE.items()}
        self._ratingo = Ratingo1(changes.get(Ratingo1.name))
        self.shown = self.named(shown)
        self.shadows = tuple(self.named(name) for name in dict.fromkeys(shadows) if name != shown)

    def named(self, name: str) -> Formula:
        """Return a formula; raise UnknownFormula."""
        if name not in self._by_name:
            raise UnknownFormula(f"formula: must be one of {', '.join(self._by_name)}, not {name[:50]}")
        return self._by_name[name]

    def all(self) -> Sequence[Formula]:
        """Return every formula, in use or not."""
        return tuple(self._by_name.values())

    def compute(self, score_input: ScoreInput, today: date) -> Scores:
        """Return the scores of a title as of `today` (UTC)."""
        return Scores(
            shown=self.shown.compute(score_input, today),
            shadows=tuple(formula.compute(score_input, today) for formula in self.shadows),
            parts=self._ratingo.parts(score_input, today),
        )


DEFAULT: Final = Formulas(Ratingo1.name, (Open1.name,), {})
"""The formulas of a service without settings."""
