"""How long to wait for more before a batch is handled: not at all while arrivals are rare, a bounded time under load.

Every batch has a fixed cost (a transaction, a request to Kafka, a commit), so larger batches are cheaper. A lone event
must not pay for that with latency, unless no client waits for it: then it lingers.
"""

from typing import Final

CROWDED_ROUNDS: Final = 3
"""How many rounds must be crowded before the next one waits."""
HIGHEST_SCORE: Final = 2 * CROWDED_ROUNDS
"""Keeps a few rounds of one event each from ending the waits of a long import."""
FRUITLESS_SCORE: Final = -8
"""After a wait that brought nothing, so that a producer that waits for its own events is delayed once in a while."""
IMMEDIATE_SECONDS: Final = 0.002
"""A round that began sooner after the one before had work waiting already."""


class Gathering:
    """Decides, from how the latest rounds began, whether a round waits for more; times are in seconds.

    A round is crowded when several things had arrived, or when they were there already. Crowded rounds raise the
    score, lone arrivals lower it, and a round that began after a pause longer than the bound resets it.
    """

    def __init__(self, bound: float, *, steps: int = 1, linger: float = 0.0) -> None:
        """Wait at most `bound` per round, in equal steps; a step that brings nothing ends the wait. 0 never waits.

        A round that would not wait for that reason lingers once, for what usually follows its first arrival.
        """
        self._bound = bound
        self._step = bound / steps
        self._linger = linger
        self._lingering = False
        self._score = 0
        self._deadline = 0.0
        self._gained = False

    def begin(self, arrivals: int, *, waited: float, now: float) -> float:
        """Note the first arrivals of a round and the wait for them; return how long to wait for more, perhaps 0."""
        self._deadline = now + self._bound
        self._gained = False
        if waited > self._bound:
            self._score = 0
        elif arrivals > 1 or waited < IMMEDIATE_SECONDS:
            self._score = min(self._score + 1, HIGHEST_SCORE)
        elif self._score > 0:
            self._score -= 1
        gathering = self._bound > 0 and self._score >= CROWDED_ROUNDS
        self._lingering = self._linger > 0 and not gathering
        return self._step if gathering else self._linger

    def add(self, arrivals: int, *, now: float) -> float:
        """Note what a wait has brought; return how long to wait again, 0 when the round is to be handled."""
        if self._lingering:
            return 0.0
        if arrivals:
            self._gained = True
            return min(self._step, max(0.0, self._deadline - now))
        if not self._gained:
            self._score = FRUITLESS_SCORE
        return 0.0
