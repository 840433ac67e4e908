"""Forgetting what is kept for a day only."""

from library.application.ports import Answers, Clock


class ForgetAnswers:
    """Forgets answers whose idempotency keys have run out."""

    def __init__(self, answers: Answers, clock: Clock) -> None:
        self._answers = answers
        self._clock = clock

    async def __call__(self) -> None:
        """Delete them."""
        await self._answers.forget_old(self._clock.now())
