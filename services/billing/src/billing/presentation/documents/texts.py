"""The texts of documents, by language."""

from dataclasses import dataclass
from typing import Final, Literal

from billing.domain.money import Money

Language = Literal["en", "uk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Every text of an invoice in one language."""

    invoice: str
    receipt: str
    number: str
    issued: str
    due: str
    status: str
    description: str
    period: str
    amount: str
    subtotal: str
    discount: str
    tax: str
    total: str
    credit: str
    paid: str
    left: str
    payments: str
    date: str
    method: str
    refunded: str
    statuses: dict[str, str]
    thousands: str
    decimal_point: str

    def money(self, money: Money) -> str:
        """Return an amount with its currency, for example `1,999.00 USD`."""
        sign = "−" if money.amount < 0 else ""
        whole, _, fraction = money.decimal().removeprefix("-").partition(".")
        grouped = f"{int(whole):,}".replace(",", self.thousands)
        return f"{sign}{grouped}{self.decimal_point if fraction else ''}{fraction} {money.currency}"


TEXTS: Final[dict[Language, Texts]] = {
    "en": Texts(
        invoice="Invoice",
        receipt="Invoice and receipt",
        number="Number",
        issued="Issued",
        due="Due",
        status="Status",
        description="Description",
        period="Period",
        amount="Amount",
        subtotal="Subtotal",
        discount="Discount",
        tax="Tax",
        total="Total",
        credit="From credit",
        paid="Paid",
        left="Left to pay",
        payments="Payments",
        date="Date",
        method="Method",
        refunded="Refunded",
        statuses={"open": "Open", "paid": "Paid", "void": "Void", "uncollectible": "Given up"},
        thousands=",",
        decimal_point=".",
    ),
    "uk": Texts(
        invoice="Рахунок",
        receipt="Рахунок і квитанція",
        number="Номер",
        issued="Виставлено",
        due="Сплатити до",
        status="Стан",
        description="Опис",
        period="Період",
        amount="Сума",
        subtotal="Разом без податку",
        discount="Знижка",
        tax="Податок",
        total="Усього",
        credit="Із залишку на рахунку",
        paid="Сплачено",
        left="Залишилося сплатити",
        payments="Платежі",
        date="Дата",
        method="Спосіб",
        refunded="Повернено",
        statuses={"open": "Очікує оплати", "paid": "Сплачено", "void": "Скасовано", "uncollectible": "Списано"},
        thousands="\N{NO-BREAK SPACE}",
        decimal_point=",",
    ),
}
