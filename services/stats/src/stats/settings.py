"""Settings of stats, from the environment."""

from typing import Self

from pydantic import Field, model_validator

from chassis.settings import CommaList, ServiceSettings, prefixed
from stats.domain.errors import UnknownFormula
from stats.domain.scoring.formulas import Formulas


class Settings(ServiceSettings):
    """Settings of stats: `STATS_…`."""

    model_config = prefixed("STATS")

    database_read_pool_size: int = Field(default=4, gt=0)
    """Connections for single statements, of those in `database_pool_size`."""
    formula: str = "ratingo-1"
    """The formula of the score shown."""
    shadow_formulas: CommaList[str] = ("open-1",)
    """Formulas whose scores are stored beside the one shown."""
    ratingo_1: dict[str, float] = Field(default_factory=dict)
    """Parameters of `ratingo-1` that differ from the defaults, as a JSON object by name."""
    open_1: dict[str, float] = Field(default_factory=dict)
    """Parameters of `open-1` that differ from the defaults, as a JSON object by name."""
    score_days: int = Field(default=730, ge=31)
    """How many days scores are kept."""
    compare_seconds: float = Field(default=21_600, gt=0)
    """Longest pause, in seconds, between two comparisons of the formula shown with its shadows."""

    @model_validator(mode="after")
    def _require_valid_formulas(self) -> Self:
        self.formulas()
        return self

    def formulas(self) -> Formulas:
        """Return the formulas in use; raise ValueError for an unknown name or a parameter that cannot be used."""
        try:
            changes = {"ratingo-1": self.ratingo_1, "open-1": self.open_1}
            return Formulas(self.formula, self.shadow_formulas, changes)
        except UnknownFormula as error:
            raise ValueError(str(error)) from error
