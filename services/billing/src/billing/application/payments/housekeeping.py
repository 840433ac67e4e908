"""Keeping invoices and payments without the users whose accounts were deleted."""

from billing.application.unit_of_work import Units


class ForgetErased:
    """Removes erased users from what was recorded at the moment of the erasure, which that did not see yet."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def __call__(self) -> int:
        """Return how many rows there were."""
        async with self._units.begin() as work:
            return await work.invoices.forget_erased() + await work.payments.forget_erased()
