"""The figures of a contestant: processor time and rate, round by round."""

import statistics
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    """The rounds of one contestant at one size and one number of connections."""

    microseconds: list[float] = field(default_factory=list)
    """Processor time of the server per request."""
    rates: list[float] = field(default_factory=list)
    """Requests per second on the clock."""

    def add(self, requests: int, cpu_seconds: float, seconds: float) -> None:
        """Note a round."""
        self.microseconds.append(cpu_seconds / requests * 1_000_000)
        self.rates.append(requests / seconds)

    @property
    def cost(self) -> float:
        """The median processor time per request."""
        return statistics.median(self.microseconds)

    @property
    def rate(self) -> float:
        """The median rate."""
        return statistics.median(self.rates)
