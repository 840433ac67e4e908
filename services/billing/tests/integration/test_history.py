"""Invoices and payments over HTTP, and their documents."""

import re
import zlib
from base64 import a85decode
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from services.billing.tests.histories import USER, invoice, payment, refund
from services.billing.tests.integration.api import api_of, outcome
from services.billing.tests.integration.recording import record

from billing.bootstrap import Container
from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceLine
from chassis.testing.clock import NOON

pytestmark = pytest.mark.integration

OTHER = UUID(int=8)
MADE = replace(
    invoice(1, subtotal=200000, discount=50000, tax=30000),
    lines=(
        InvoiceLine(
            description="<b>Преміум</b> & 1 місяць",
            amount=Money(200000, "USD"),
            period_start=NOON,
            period_end=NOON + timedelta(days=30),
        ),
    ),
)
PAID = payment(1, Money(180000, "USD"), of=MADE)
BACK = refund(1, PAID, Money(10000, "USD"))


async def _paid(container: Container) -> None:
    await record(container, MADE, PAID, replace(MADE, status="paid", paid=Money(180000, "USD"), paid_at=NOON), BACK)


async def test_invoice_has_its_lines_payments_and_refunds(container: Container) -> None:
    await _paid(container)
    async with api_of(container) as api:
        [listed] = (await api.user("GET", "/billing/invoices")).json()["data"]
        assert (listed["number"], listed["status"]) == ("S-1", "paid")
        response = await api.user("GET", f"/billing/invoices/{listed['id']}")
        shown = response.json()["data"]
        assert response.headers["cache-control"] == "private, no-store"
        assert {name: shown[name]["amount"] for name in ("subtotal", "discount", "tax", "total", "paid")} == {
            "subtotal": 200000,
            "discount": 50000,
            "tax": 30000,
            "total": 180000,
            "paid": 180000,
        }
        assert [line["amount"]["amount"] for line in shown["lines"]] == [200000]
        [paid], [back] = shown["payments"], shown["refunds"]
        assert (paid["method"], paid["refunded"]["amount"]) == ("visa •••• 4242", 10000)
        assert (back["status"], back["amount"]["amount"]) == ("succeeded", 10000)
        missing = (404, "INVOICE_NOT_FOUND")
        assert outcome(await api.user("GET", f"/billing/invoices/{listed['id']}", user_id=OTHER)) == missing
        assert outcome(await api.user("GET", f"/billing/invoices/{listed['id']}/document", user_id=OTHER)) == missing


async def test_lists_are_read_further_by_a_cursor_and_have_no_drafts(container: Container) -> None:
    made = [invoice(number, at=NOON + timedelta(minutes=number)) for number in range(5)]
    await record(container, replace(invoice(9), status="draft"), *made)
    numbers: list[str] = []
    async with api_of(container) as api:
        cursor = ""
        for _ in range(3):
            page = (await api.user("GET", f"/billing/invoices?limit=2{cursor}")).json()
            numbers += [item["number"] for item in page["data"]]
            cursor = f"&cursor={page['meta']['nextCursor']}"
        assert numbers == ["S-4", "S-3", "S-2", "S-1", "S-0"]
        assert page["meta"]["nextCursor"] is None
        assert outcome(await api.user("GET", "/billing/payments?cursor=abc")) == (400, "VALIDATION_ERROR")
        assert (await api.user("GET", "/billing/invoices", user_id=OTHER)).json()["data"] == []
        since = (NOON + timedelta(minutes=3)).isoformat().replace("+00:00", "Z")
        late = (await api.finance("GET", f"/invoices?status=open&from={since}&userId={USER}")).json()["data"]
        assert [item["reference"] for item in late] == ["invoice_4", "invoice_3"]


async def test_payments_and_customers_are_seen_by_finance_only(container: Container) -> None:
    await _paid(container)
    await record(container, invoice(2, subtotal=700, currency="EUR"), payment(3, Money(500, "UAH")))
    async with api_of(container) as api:
        shown = (await api.finance("GET", f"/payments?userId={USER}&status=succeeded")).json()["data"]
        assert {item["reference"]: item["amount"]["amount"] for item in shown} == {
            "payment_1": 180000,
            "payment_3": 500,
        }
        customer = (await api.finance("GET", f"/customers/{USER}")).json()["data"]
        assert customer["paid"] == [{"amount": 500, "currency": "UAH"}, {"amount": 180000, "currency": "USD"}]
        assert customer["refunded"] == [{"amount": 10000, "currency": "USD"}]
        assert customer["owed"] == [{"amount": 700, "currency": "EUR"}]
        for path in ("payments", "invoices", f"customers/{USER}"):
            assert outcome(await api.user("GET", f"/admin/billing/{path}")) == (403, "FORBIDDEN")


async def test_page_is_escaped_and_translated(container: Container) -> None:
    await _paid(container)
    async with api_of(container) as api:
        [listed] = (await api.user("GET", "/billing/invoices")).json()["data"]
        response = await api.user("GET", f"/billing/invoices/{listed['id']}/document?format=html&language=uk")
    page = response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "&lt;b&gt;Преміум&lt;/b&gt; &amp; 1 місяць" in page
    assert "<b>" not in page
    for text in ("Рахунок і квитанція S-1", "2\u00a0000,00 USD", "−500,00 USD", "300,00 USD", "1\u00a0800,00 USD"):
        assert text in page
    assert "<td>2026-11-21 – 2026-12-21</td>" in page
    assert "<td>Повернено</td><td>−100,00 USD</td>" in page


async def test_pdf_has_the_texts_and_embeds_its_font(container: Container) -> None:
    await _paid(container)
    async with api_of(container) as api:
        [listed] = (await api.user("GET", "/billing/invoices")).json()["data"]
        path = f"/billing/invoices/{listed['id']}/document?language=uk"
        response = await api.user("GET", path)
        again = await api.user("GET", path)
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == 'inline; filename="S-1.pdf"'
    assert response.content == again.content
    assert response.content.startswith(b"%PDF-")
    assert b"/FontFile2" in response.content
    characters = _unicode_of(response.content)
    assert set("РахунокіквитанціяПреміум−USD0123456789") <= characters


async def test_name_of_a_document_is_ascii(container: Container) -> None:
    await record(container, replace(MADE, number="Рах-٣/7"))
    async with api_of(container) as api:
        [listed] = (await api.user("GET", "/billing/invoices")).json()["data"]
        response = await api.user("GET", f"/billing/invoices/{listed['id']}/document?format=html")
    assert response.status_code == 200
    assert response.headers["content-disposition"] == 'inline; filename="------7.html"'


def _unicode_of(content: bytes) -> set[str]:
    """Return the characters to which the embedded fonts map their glyphs."""
    characters: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            text = zlib.decompress(a85decode(stream.strip(), adobe=False) if stream.strip().endswith(b"~>") else stream)
        except (ValueError, zlib.error):
            continue
        if b"beginbfrange" in text or b"beginbfchar" in text:
            characters |= {chr(int(code, 16)) for code in re.findall(rb"<([0-9A-Fa-f]{4})>", text)}
    return characters
