"""Reading invoices and payments."""

from uuid import UUID

from billing.application.payments.read_models import (
    CustomerAccount,
    HistoryFilter,
    InvoiceAccount,
    StoredInvoice,
    StoredPayment,
)
from billing.application.unit_of_work import Readers
from billing.domain.payments.errors import InvoiceNotFound
from chassis.core.lists.pages import Part, Slice


class ReadHistory:
    """Reads the invoices and payments of one user, or of all."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def invoices(self, chosen: HistoryFilter, part: Slice) -> Part[StoredInvoice]:
        """Return a part of the invoices, the newest first."""
        async with self._readers.read() as work:
            return await work.history.invoices(chosen, part)

    async def payments(self, chosen: HistoryFilter, part: Slice) -> Part[StoredPayment]:
        """Return a part of the payments, the newest first."""
        async with self._readers.read() as work:
            return await work.history.payments(chosen, part)

    async def invoice(self, invoice_id: UUID, user_id: UUID | None = None) -> InvoiceAccount:
        """Return an invoice with its payments and refunds; raise InvoiceNotFound, also for one of another user.

        Without a user any invoice is returned.
        """
        async with self._readers.read() as work:
            account = await work.history.invoice(invoice_id)
        if account is None or (user_id is not None and account.invoice.user_id != user_id):
            raise InvoiceNotFound
        return account

    async def customer(self, user_id: UUID) -> CustomerAccount:
        """Return what is known of a user."""
        async with self._readers.read() as work:
            return await work.history.customer(user_id)
