"""Counters of the requests: per provider by endpoint, by status and by fault."""

from collections import Counter
from dataclasses import dataclass, field

from provider_simulator.responses import Body


@dataclass(slots=True)
class RequestCounter:
    """The counts of one provider."""

    total: int = 0
    endpoints: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def request_received(self, template: str) -> None:
        """Count a request on arrival."""
        self.total += 1
        self.endpoints[template] += 1

    def responded(self, outcome: str) -> None:
        """Count the end of a request: its status, or "aborted" when no complete response was sent."""
        self.statuses[outcome] += 1

    def forget(self) -> None:
        """Reset the counters."""
        self.total = 0
        self.endpoints.clear()
        self.statuses.clear()
        self.faults.clear()

    def report(self) -> Body:
        """Return the counts, most frequent first."""
        return {
            "total": self.total,
            "byEndpoint": dict(self.endpoints.most_common()),
            "byStatus": dict(self.statuses.most_common()),
            "byFault": dict(self.faults.most_common()),
        }
