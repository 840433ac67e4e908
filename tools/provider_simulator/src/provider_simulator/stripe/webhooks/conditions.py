"""How deliveries misbehave: duplicates, another order, losses, delays, and how soon they are retried."""

import random
import re
from dataclasses import dataclass, field
from typing import Any, Final

from provider_simulator.effects.faults import BadFault
from provider_simulator.responses import Body

_FIELDS: Final = ("delayMs", "duplicates", "lose", "reorder", "retryMs", "types", "seed")


@dataclass(slots=True)
class Conditions:
    """What happens to deliveries.

    `duplicates` more deliveries follow each one; a share `lose` of the events is never delivered; `reorder` is how many
    are held back and delivered in the opposite order; `types` limits all of it to some types of events.
    """

    delay_ms: int = 0
    duplicates: int = 0
    lose: float = 0.0
    reorder: int = 0
    retry_ms: int = 1_000
    types: re.Pattern[str] | None = None
    seed: int = 0
    _chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        """Start the draws at the seed."""
        self._chance.seed(self.seed)

    def concern(self, kind: str) -> bool:
        """Return whether events of a type are concerned."""
        return self.types is None or self.types.search(kind) is not None

    def loses(self, kind: str) -> bool:
        """Return whether an event is lost."""
        return self.lose > 0 and self.concern(kind) and self._chance.random() < self.lose

    def copies(self, kind: str) -> int:
        """Return how often an event is delivered."""
        return 1 + (self.duplicates if self.concern(kind) else 0)

    def as_json(self) -> Body:
        """Return the conditions as they can be sent again."""
        return {
            "delayMs": self.delay_ms,
            "duplicates": self.duplicates,
            "lose": self.lose,
            "reorder": self.reorder,
            "retryMs": self.retry_ms,
            "types": self.types.pattern if self.types else None,
            "seed": self.seed,
        }


def parse_conditions(content: object) -> Conditions:
    """Return conditions from decoded JSON; raise BadFault naming the first wrong field."""
    if not isinstance(content, dict):
        raise BadFault("body", "must be an object")
    for name in content:
        if name not in _FIELDS:
            raise BadFault(str(name), f"unknown; known are {', '.join(_FIELDS)}")
    lose = content.get("lose", 0)
    if not isinstance(lose, int | float) or isinstance(lose, bool) or not 0 <= lose <= 1:
        raise BadFault("lose", "must be a number from 0 to 1")
    return Conditions(
        delay_ms=_whole(content, "delayMs", 0, 600_000),
        duplicates=_whole(content, "duplicates", 0, 100),
        lose=float(lose),
        reorder=_whole(content, "reorder", 0, 1_000),
        retry_ms=_whole(content, "retryMs", 1_000, 600_000, low=1),
        types=_pattern(content),
        seed=_whole(content, "seed", 0, 2**63 - 1),
    )


def _whole(content: dict[Any, Any], name: str, default: int, high: int, low: int = 0) -> int:
    value = content.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadFault(name, f"must be a whole number from {low} to {high}")
    return value


def _pattern(content: dict[Any, Any]) -> re.Pattern[str] | None:
    text = content.get("types")
    if text is None:
        return None
    if not isinstance(text, str):
        raise BadFault("types", "must be a regular expression")
    try:
        return re.compile(text)
    except re.error as error:
        raise BadFault("types", f"is no regular expression: {error}") from error
