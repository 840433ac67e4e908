"""The figure of a chart: margins, texts around the axes, and the bytes of both forms.

One thread draws at a time: the fonts of matplotlib are shared between figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from charts.model import Caption
from charts.options import Look
from charts.palette import DARK, LIGHT, Palette
from charts.texts import drawable, families, one_line

SALT: Final = "marquee"
"""Ids inside a picture depend on its content only, so that equal charts are equal bytes."""
PIXELS_PER_INCH: Final = 72
"""At this resolution a point is a pixel."""
TITLE_SIZE: Final = 15
TEXT_SIZE: Final = 11
CHARACTER: Final = 0.62
"""The mean width of a character, as a share of the size of its text."""
EDGE: Final = 16
"""Space at the border of the picture, in pixels."""

mpl.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": SALT,
        "text.parse_math": False,
        "axes.unicode_minus": False,
        "font.family": list(families()),
        "font.size": TEXT_SIZE,
        "path.simplify": True,
    }
)


@dataclass
class Canvas:
    """A figure with its colors; `texts` has the text of each label that no font of this machine can draw."""

    look: Look
    figure: Figure = field(init=False)
    palette: Palette = field(init=False)
    texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.palette = DARK if self.look.theme == "dark" else LIGHT
        inches = (self.look.width / PIXELS_PER_INCH, self.look.height / PIXELS_PER_INCH)
        self.figure = Figure(figsize=inches, dpi=PIXELS_PER_INCH, facecolor=self.palette.background)

    def fitting(self, text: str, width: float, size: float = TEXT_SIZE) -> str:
        """Return a text in one line that fits into a width in pixels."""
        # Transliterated text is longer; in an SVG the reader's own fonts draw the original.
        shown = drawable(text) if self.look.format == "png" else text
        return one_line(shown, max(8, int(width / (size * CHARACTER))))

    def label(self, text: Text, original: str) -> None:
        """Set a text: as it is where a font has it, else transliterated; an SVG gets the original from the reader."""
        shown = drawable(original)
        text.set_text(shown)
        if shown != original and self.look.format == "svg":
            key = f"foreign{len(self.texts)}"
            self.texts[key] = original
            text.set_gid(key)

    def ticks(self, axis: Axis, places: Sequence[float], names: Sequence[str]) -> None:
        """Name places of an axis."""
        axis.set_ticks(places, labels=[drawable(name) for name in names])
        for text, name in zip(axis.get_ticklabels(), names, strict=True):
            if drawable(name) != name:
                self.label(text, name)

    def write(self, x: float, y: float, text: str, **style: Any) -> None:
        """Write a text at a place in pixels from the left and from the top."""
        place = (x / self.look.width, 1 - y / self.look.height)
        self.label(self.figure.text(*place, "", va="top", **style), text)

    def axes(self, *, left: float, top: float, right: float, bottom: float) -> Axes:
        """Return axes with margins in pixels, and a horizontal line only."""
        width, height = self.look.width, self.look.height
        bounds = (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
        axes = self.figure.add_axes(bounds, facecolor="none")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.spines["bottom"].set_color(self.palette.muted)
        axes.tick_params(colors=self.palette.muted, labelsize=TEXT_SIZE, length=3)
        axes.tick_params(axis="y", length=0)
        return axes

    def caption(self, caption: Caption) -> None:
        """Write title and subtitle at the top, source and date at the bottom."""
        room = self.look.width - 2 * EDGE
        title = self.fitting(caption.title, room, TITLE_SIZE)
        self.write(EDGE, 12, title, fontsize=TITLE_SIZE, color=self.palette.ink, fontweight="bold")
        if caption.subtitle:
            self.write(EDGE, 33, self.fitting(caption.subtitle, room), color=self.palette.muted)
        source = f"Source: {caption.source}" if caption.source else ""
        dated = f"as of {caption.as_of.isoformat()}" if caption.as_of else ""
        foot = self.fitting(" · ".join(part for part in (source, dated) if part), room)
        if foot:
            self.write(EDGE, self.look.height - EDGE - 4, foot, color=self.palette.muted, fontsize=TEXT_SIZE - 1)

    def note(self, text: str) -> None:
        """Write a text in the middle of the picture."""
        text = self.fitting(text, self.look.width - 2 * EDGE, TEXT_SIZE + 2)
        place = (self.look.width / 2, self.look.height / 2)
        self.write(*place, text, ha="center", color=self.palette.muted, fontsize=TEXT_SIZE + 2)

    def png(self) -> bytes:
        """Return the picture as a PNG without a date or a program's name."""
        target = BytesIO()
        FigureCanvasAgg(self.figure).print_png(target, metadata={"Software": None})
        return target.getvalue()

    def svg(self) -> bytes:
        """Return the picture as the SVG of matplotlib, which `svg.finished` completes."""
        target = BytesIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        FigureCanvasSVG(self.figure).print_svg(target, metadata=nothing)
        return target.getvalue()
