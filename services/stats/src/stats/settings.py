"""Settings of stats, from the environment."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from chassis.settings import CommaList, ServiceSettings, prefixed
from stats.application.drop_off.analyses import AnalysisRules
from stats.domain.drop_off.viewings import GroupRules
from stats.domain.errors import UnknownFormula
from stats.domain.scoring.formulas import Formulas


class Settings(ServiceSettings):
    """Settings of stats: `STATS_…`."""

    model_config = prefixed("STATS")

    consumer_linger_ms: int = Field(default=100, ge=0, le=2_000)
    """How long, in milliseconds, a batch of events waits for those that follow it."""
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
    drop_off_seconds: float = Field(default=5.0, gt=0)
    """Longest pause, in seconds, before shows whose votes or users have changed are analyzed."""
    drop_off_batch: int = Field(default=20, ge=1, le=1000)
    """How many shows are analyzed at a time."""
    drop_off_pause_minutes: float = Field(default=10, ge=0)
    """Shortest time between two analyses of a show that no administrator has requested."""
    drop_off_refresh_hours: float = Field(default=168, gt=0)
    """After this time a show is analyzed again without any change."""
    drop_off_left_days: int = Field(default=90, ge=1)
    """Who has not gone on for so many days, although the next episode was there, has left the show."""
    drop_off_smallest_group: int = Field(default=20, ge=5)
    """How many users must have begun a show before the survival of the group is shown."""

    @model_validator(mode="after")
    def _require_valid_formulas(self) -> Self:
        self.formulas()
        return self

    def analysis_rules(self) -> AnalysisRules:
        """Return when and how drop-off is analyzed."""
        return AnalysisRules(
            group=GroupRules(
                pause=timedelta(days=self.drop_off_left_days), smallest_group=self.drop_off_smallest_group
            ),
            pause=timedelta(minutes=self.drop_off_pause_minutes),
            refresh=timedelta(hours=self.drop_off_refresh_hours),
            batch=self.drop_off_batch,
        )

    def formulas(self) -> Formulas:
        """Return the formulas in use; raise ValueError for an unknown name or a parameter that cannot be used."""
        try:
            changes = {"ratingo-1": self.ratingo_1, "open-1": self.open_1}
            return Formulas(self.formula, self.shadow_formulas, changes)
        except UnknownFormula as error:
            raise ValueError(str(error)) from error
