"""A document as PDF, with the font embedded: Latin and Cyrillic texts, and the signs of currencies."""

from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from billing.presentation.documents.content import Content, Row

_REGULAR: Final = "MarqueeSans"
_BOLD: Final = "MarqueeSans-Bold"
_FONTS: Final = {_REGULAR: "DejaVuSans-subset.ttf", _BOLD: "DejaVuSans-Bold-subset.ttf"}
_WIDTH: Final = A4[0] - 4 * cm
_LINE: Final = HexColor("#d0d0d0")


@cache
def _register_fonts() -> None:
    """Read the fonts once in a process."""
    for name, file in _FONTS.items():
        content = resources.files("billing.presentation.documents").joinpath("fonts", file).read_bytes()
        pdfmetrics.registerFont(TTFont(name, BytesIO(content)))


def pdf_of(content: Content) -> bytes:
    """Return the file. It takes tens of milliseconds of processor time: call it outside of the event loop."""
    _register_fonts()
    file = BytesIO()
    # Without "invariant" the file holds the time at which it was made: the same invoice would differ each time.
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=2 * cm,
        rightMargin=2 * cm,
        topMargin=2 * cm,
        bottomMargin=2 * cm,
        title=f"{content.title} {content.heads[0][1]}",
        author=" ".join(content.seller),
        lang=content.language,
        invariant=1,
    )
    document.build(_story(content))
    return file.getvalue()


def _story(content: Content) -> list[Any]:
    story = [
        Paragraph(escape(content.title), _style(18, _BOLD)),
        *(Paragraph(escape(line), _style(9)) for line in content.seller),
        Spacer(0, 0.6 * cm),
        _table(content.heads, (0.25, 0.75)),
        Spacer(0, 0.6 * cm),
        _table((content.line_heads, *content.lines), (0.45, 0.3, 0.25), has_heads=True, is_money=True),
        Spacer(0, 0.6 * cm),
        _table(content.totals, (0.7, 0.3), is_money=True),
    ]
    if content.payments:
        rows = (content.payment_heads, *content.payments)
        story += [
            Spacer(0, 0.6 * cm),
            Paragraph(escape(content.payments_title), _style(12, _BOLD)),
            _table(rows, (0.25, 0.45, 0.3), has_heads=True, is_money=True),
        ]
    return story


def _style(size: int, font: str = _REGULAR, *, right: bool = False) -> ParagraphStyle:
    return ParagraphStyle("text", fontName=font, fontSize=size, leading=size * 1.4, alignment=2 if right else 0)


def _table(
    rows: tuple[Row, ...], widths: tuple[float, ...], *, has_heads: bool = False, is_money: bool = False
) -> Table:
    cells = [
        [
            Paragraph(
                escape(text),
                _style(9, _BOLD if has_heads and number == 0 else _REGULAR, right=is_money and column == len(row) - 1),
            )
            for column, text in enumerate(row)
        ]
        for number, row in enumerate(rows)
    ]
    return Table(
        cells,
        colWidths=[_WIDTH * width for width in widths],
        repeatRows=int(has_heads),
        style=[("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")],
    )
