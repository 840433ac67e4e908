"""What can be set when the simulator starts, and the reading of a budget from the command line."""

from dataclasses import dataclass, field
from pathlib import Path

from provider_simulator.effects.limits import Budget


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of one simulator. `budgets` replace the providers' own by name.

    `public_url` is how browsers reach the simulator, where that differs from how services do; `webhook_endpoints` are
    URLs that receive every event of Stripe, with their secrets. `state_file` keeps what payment providers store.
    """

    recordings: Path | None = None
    scale: int = 0
    seed: int = 1
    latency_ms: int = 0
    limits: bool = True
    budgets: dict[str, Budget] = field(default_factory=dict)
    public_url: str = ""
    webhook_endpoints: dict[str, str] = field(default_factory=dict)
    state_file: Path | None = None
