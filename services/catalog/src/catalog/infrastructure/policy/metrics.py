"""The metrics of the policy."""

from contextlib import AbstractContextManager
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from catalog.application.policy.models import Coverage

SECONDS: Final = Histogram(
    "catalog_policy_evaluation_seconds",
    "Duration of the evaluation of a batch of titles, without the database",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1),
)
FAILURES: Final = Counter("catalog_policy_evaluation_failures", "Titles that could not be evaluated")
TITLES: Final = Gauge("catalog_policy_titles", "Titles by their status under the active policy", ("status",))
ACTIVE: Final = Gauge("catalog_policy_active_version", "The version of the active policy")


class PolicyMetrics:
    """Measures evaluations."""

    def batch(self) -> AbstractContextManager[object]:
        """Return a context that measures the evaluation of one batch."""
        return SECONDS.time()

    def failed(self) -> None:
        """Count a title that could not be evaluated."""
        FAILURES.inc()

    def measured(self, version: int, coverage: Coverage) -> None:
        """Set the active version and the number of its titles per status."""
        ACTIVE.set(version)
        TITLES.labels("eligible").set(coverage.eligible)
        TITLES.labels("ineligible").set(coverage.ineligible)
        TITLES.labels("pending").set(coverage.pending)
        TITLES.labels("not_evaluated").set(coverage.total - coverage.evaluated)
