"""The budget of second attempts at one service: a share of its requests, so that a failure does not multiply them.

https://sre.google/sre-book/addressing-cascading-failures/
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BudgetRules:
    """Retries that each request adds, that each second adds, and the most that are saved."""

    share: float = 0.1
    per_second: float = 0.02
    most: float = 5.0


class RetryBudget:
    """The retries that are left; `now` is the monotonic time in seconds."""

    def __init__(self, rules: BudgetRules, now: float) -> None:
        self._rules = rules
        self._left = rules.most
        self._at = now

    def add_request(self, now: float) -> None:
        """Record a request."""
        rules = self._rules
        self._left = min(rules.most, self._left + rules.share + (now - self._at) * rules.per_second)
        self._at = now

    def take(self) -> bool:
        """Use one retry, and return whether one was left."""
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
