"""What can be set when the stand-in starts, and the reading of a budget from the command line."""

from dataclasses import dataclass, field
from pathlib import Path

from upstreams.limits import Budget


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of one stand-in. `budgets` replace the providers' own by name."""

    recordings: Path | None = None
    scale: int = 0
    seed: int = 1
    latency_ms: int = 0
    limits: bool = True
    budgets: dict[str, Budget] = field(default_factory=dict)
