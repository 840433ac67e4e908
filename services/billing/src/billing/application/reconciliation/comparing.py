"""Comparing one object: what is stored before and after the facts of its provider are applied."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from billing.application.unit_of_work import UnitOfWork
from billing.domain.payments.facts import ObjectRef
from billing.domain.reconciliation.reconciliation import differences_of
from chassis.core.clock import Clock


class CompareObject:
    """Applies facts, and reports what they changed to the reconciliation that has requested the object."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(
        self,
        work: UnitOfWork,
        ref: ObjectRef,
        apply: Callable[[UnitOfWork], Awaitable[object]] | None,
        reconciliation_id: UUID,
        *,
        is_expected: bool,
    ) -> None:
        """Apply within the caller's transaction; `apply` is null for an object that the provider does not know.

        A change that a message has reported is no difference: it is `is_expected`.
        """
        before = await work.reconciliations.snapshot(ref)
        if apply is not None:
            await apply(work)
        after = await work.reconciliations.snapshot(ref)
        now = self._clock.now()
        differences = differences_of(ref, before, after, now, exists=apply is not None)
        await work.reconciliations.save_comparison(reconciliation_id, ref, () if is_expected else (*differences,), now)
