"""Back-off of the relay per topic or key: what Kafka refuses must not block the rest."""

from dataclasses import dataclass
from typing import Final

from chassis.core.backoff import backoff

LONGEST_SECONDS: Final = 60.0

Order = tuple[str, bytes | None]
"""A topic and a key, whose rows leave in order; a null key stands for the whole topic."""


@dataclass(slots=True)
class _Hold:
    until: float
    refusals: int


class RelayBackoff:
    """Refused topics and keys, and until when they wait; times are the event loop's, in seconds."""

    def __init__(self) -> None:
        self._holds: dict[Order, _Hold] = {}

    def refuse(self, order: Order, now: float) -> None:
        """Defer a topic or key, longer after each refusal in a row, for a minute at most."""
        refusals = self._holds[order].refusals + 1 if order in self._holds else 0
        pause = 0.5 + backoff(refusals, base=1.0, cap=LONGEST_SECONDS - 0.5)
        self._holds[order] = _Hold(now + pause, refusals)

    def release(self, order: Order) -> None:
        """Forget a refusal, after Kafka has confirmed a record."""
        if self._holds:
            self._holds.pop(order, None)
            self._holds.pop((order[0], None), None)

    def waiting(self, now: float) -> tuple[list[str], list[str], list[bytes]]:
        """Return the topics that wait, and the topics and keys of the keys that wait."""
        active = [order for order, hold in self._holds.items() if hold.until > now]
        keys = [(topic, key) for topic, key in active if key is not None]
        return [topic for topic, key in active if key is None], [t for t, _ in keys], [k for _, k in keys]
