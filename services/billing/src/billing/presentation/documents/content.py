"""What a document of an invoice shows, whichever its format."""

from dataclasses import dataclass
from datetime import datetime

from billing.application.payments.read_models import InvoiceAccount
from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceFacts, InvoiceLine
from billing.presentation.documents.texts import TEXTS, Language, Texts

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A document: texts in the order in which they are shown."""

    language: Language
    title: str
    seller: tuple[str, ...]
    heads: tuple[Row, ...]
    """Pairs of a name and a value."""
    line_heads: Row
    lines: tuple[Row, ...]
    totals: tuple[Row, ...]
    """Pairs of a name and an amount; the last one is what is left to pay."""
    payments_title: str
    payment_heads: Row
    payments: tuple[Row, ...]

    @property
    def file_name(self) -> str:
        """Return the name of the file without its ending, in ASCII: headers cannot have other characters."""
        number = self.heads[0][1]
        return "".join(character if character.isascii() and character.isalnum() else "-" for character in number)


def content_of(account: InvoiceAccount, seller: str, language: Language) -> Content:
    """Return the content of an invoice, with its payments and refunds when there are any."""
    texts = TEXTS[language]
    facts = account.invoice.facts
    return Content(
        language=language,
        title=texts.receipt if facts.status == "paid" else texts.invoice,
        seller=tuple(seller.splitlines()),
        heads=_heads(facts, texts),
        line_heads=(texts.description, texts.period, texts.amount),
        lines=tuple((line.description, _period(line), texts.money(line.amount)) for line in facts.lines),
        totals=_totals(facts, texts),
        payments_title=texts.payments,
        payment_heads=(texts.date, texts.method, texts.amount),
        payments=_payments(account, texts),
    )


def _heads(facts: InvoiceFacts, texts: Texts) -> tuple[Row, ...]:
    heads = [
        (texts.number, facts.number or facts.ref.reference),
        (texts.issued, _day(facts.created_at)),
        (texts.status, texts.statuses[facts.status]),
    ]
    if facts.due_at is not None:
        heads.append((texts.due, _day(facts.due_at)))
    return tuple(heads)


def _totals(facts: InvoiceFacts, texts: Texts) -> tuple[Row, ...]:
    left = facts.total - facts.credit_applied - facts.paid
    if facts.status in ("void", "uncollectible"):
        left = Money(0, left.currency)
    totals = [(texts.subtotal, facts.subtotal)]
    if facts.discount.amount:
        totals.append((texts.discount, -facts.discount))
    totals += [(texts.tax, facts.tax), (texts.total, facts.total)]
    if facts.credit_applied.amount:
        totals.append((texts.credit, -facts.credit_applied))
    totals += [(texts.paid, facts.paid), (texts.left, left)]
    return tuple((name, texts.money(money)) for name, money in totals)


def _payments(account: InvoiceAccount, texts: Texts) -> tuple[Row, ...]:
    paid = [
        (payment.facts.occurred_at, payment.facts.method, payment.facts.amount)
        for payment in account.payments
        if payment.facts.status == "succeeded"
    ]
    back = [
        (refund.created_at, texts.refunded, -refund.amount)
        for refund in account.refunds
        if refund.status == "succeeded"
    ]
    return tuple((_day(at), method, texts.money(amount)) for at, method, amount in (*paid, *back))


def _period(line: InvoiceLine) -> str:
    if line.period_start is None or line.period_end is None:
        return ""
    return f"{_day(line.period_start)} – {_day(line.period_end)}"


def _day(at: datetime) -> str:
    return at.date().isoformat()
