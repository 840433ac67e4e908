"""Forgetting what nobody needs any more."""

from auth.application.ports import UnitsOfWork
from auth.domain.sessions import SessionRules
from auth.domain.throttle import FORGOTTEN_AFTER


class ForgetOld:
    """Deletes ended sessions and old attempts, and the sealed tokens that only the grace time needed."""

    def __init__(self, work: UnitsOfWork, rules: SessionRules) -> None:
        self._work = work
        self._rules = rules

    async def __call__(self) -> None:
        """Run until nothing old is left, in transactions of bounded size; any number of replicas may run it."""
        more = True
        while more:
            async with self._work.begin() as work:
                now = await work.now()
                more = await work.forget_old(now, now - self._rules.grace, now - FORGOTTEN_AFTER)
                await work.commit()
