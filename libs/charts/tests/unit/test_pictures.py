"""Pictures: what they say, what they never hold, and that equal charts are equal bytes."""

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO
from xml.etree.ElementTree import fromstring

import pytest
from matplotlib.image import imread

from charts.__main__ import examples
from charts.drawing import draw
from charts.model import (
    Axis,
    Bar,
    BarChart,
    Caption,
    Chart,
    InvalidChart,
    LineChart,
    Marker,
    Point,
    Series,
    Sparkline,
    daily,
)
from charts.options import Look
from charts.palette import DARK, DASHES, LIGHT, MARKS, Palette, contrast

pytestmark = pytest.mark.unit

START = date(2026, 6, 1)
HOSTILE = '</title><script>alert(1)</script> & "Dune" $\\frac{a}{b}$ \x00\u202e'
SVG = "{http://www.w3.org/2000/svg}"


def _line(name: str = "Dune", days: int = 30) -> Series:
    return Series(name, tuple(Point(START + timedelta(day), None if day == 9 else 100.0 + day) for day in range(days)))


CAPTION = Caption("Dune", "Live watchers per day", "Trakt", date(2026, 11, 28))
CHARTS: Mapping[str, Chart] = {
    "line": LineChart(CAPTION, (_line(),), vertical=Axis("Live watchers", "people"), markers=(Marker(START, "Out"),)),
    "comparison": LineChart(CAPTION, tuple(_line(f"title {number}", 20 + number) for number in range(6))),
    "steps": LineChart(
        CAPTION,
        (Series("still", tuple(Point(n, 100 - n, 99 - n, 101 - n) for n in range(9)), steps=True),),
        Axis("Episode", ticks=((0, "S1E1"), (8, "S1E9"))),
        Axis("Still watching", "%", 0, 100),
    ),
    "ranks": LineChart(CAPTION, (_line(),), vertical=Axis("Rank", lowest=1, downward=True)),
    "one value": LineChart(CAPTION, (daily("Dune", [(START, 5.0)]),)),
    "bars": BarChart(CAPTION, (Bar("Dune", 420, 400, 450), Bar("Alien", -30), Bar("Lost", 0)), Axis("Change", "users")),
    "no values": LineChart(CAPTION, (Series("Dune", (Point(START, None),)),), note="No watchers were observed"),
    "no bars": BarChart(CAPTION, ()),
    "sparkline": Sparkline("Dune", (1.0, None, 3.0, 2.0)),
    "empty sparkline": Sparkline("Dune", (None,)),
}


def _text(svg: bytes) -> str:
    return " ".join(element.text or "" for element in fromstring(svg).iter(f"{SVG}text"))


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_an_svg_is_accessible_and_refers_to_nothing_outside(name: str, theme: str) -> None:
    svg = draw(CHARTS[name], Look("svg", theme, 800, 400))  # type: ignore[arg-type]
    root = fromstring(svg)
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text == "Dune"
    assert description.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("800", "400", "0 0 800 400")
    assert b"<script" not in svg
    assert b"DOCTYPE" not in svg
    assert b"xlink" not in svg
    assert svg.count(b"http") == 1, "the namespace alone"
    assert all(element.get("href", "#").startswith("#") for element in root.iter())
    assert not any(attribute.startswith("on") for element in root.iter() for attribute in element.attrib)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("form", ["svg", "png"])
def test_equal_charts_are_equal_bytes(name: str, form: str) -> None:
    look = Look(form, "auto", 400, 300)  # type: ignore[arg-type]
    assert draw(CHARTS[name], look) == draw(CHARTS[name], look)


@pytest.mark.parametrize("name", CHARTS)
def test_a_png_has_the_wanted_size(name: str) -> None:
    picture = imread(BytesIO(draw(CHARTS[name], Look("png", "dark", 321, 200))))
    assert picture.shape[:2] == (200, 321)
    assert [round(channel * 255) for channel in picture[0, 0][:3]] == [0x0D, 0x11, 0x17]


def test_a_picture_says_what_it_is_of_when_and_from_whom() -> None:
    text = _text(draw(CHARTS["line"], Look()))
    for part in ("Dune", "Live watchers per day", "Live watchers (people)", "Source: Trakt · as of 2026-11-28", "Out"):
        assert part in text


def test_a_chart_without_values_says_so() -> None:
    assert "No watchers were observed" in _text(draw(CHARTS["no values"], Look()))
    assert "No data" in _text(draw(CHARTS["no bars"], Look()))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("form", ["svg", "png"])
def test_texts_are_text_whatever_they_hold(form: str) -> None:
    caption = Caption(HOSTILE, HOSTILE, HOSTILE, date(2026, 1, 1))
    look = Look(form, "auto", 800, 400)  # type: ignore[arg-type]
    lines = LineChart(caption, (_line(HOSTILE), _line("b")), Axis(HOSTILE), Axis(HOSTILE), (Marker(START, HOSTILE),))
    for chart in (lines, BarChart(caption, (Bar(HOSTILE, 1),), Axis(HOSTILE)), Sparkline(HOSTILE, (1.0,))):
        picture = draw(chart, look)
        if form == "svg":
            root = fromstring(picture)
            assert root[0].text is not None
            assert root[0].text.startswith("</title><script>alert(1)</script> & ")
            assert "$\\frac" in root[0].text
            assert not [element for element in root.iter() if "script" in element.tag]


def test_a_title_in_a_script_without_a_font_is_itself_in_an_svg_and_latin_in_a_png() -> None:
    caption = Caption("ᚠᚢᚦ 千尋")
    chart = BarChart(caption, (Bar("千と千尋", 1), Bar("Дюна", 2)))
    svg = draw(chart, Look())
    assert {"ᚠᚢᚦ 千尋", "千と千尋", "Дюна"} <= {element.text for element in fromstring(svg).iter(f"{SVG}text")}
    # A box or a warning of the library would be an error here.
    assert draw(chart, Look("png"))


def test_both_themes_are_in_one_svg() -> None:
    auto = draw(CHARTS["bars"], Look(theme="auto")).decode()
    assert "@media(prefers-color-scheme:dark)" in auto
    assert f"--line0:{DARK.lines[0]}" in auto
    assert f"var(--line0,{LIGHT.lines[0]})" in auto
    assert f"var(--negative,{LIGHT.negative})" in auto
    plain = draw(CHARTS["bars"], Look(theme="dark")).decode()
    assert "var(" not in plain
    assert LIGHT.lines[0] not in plain


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_color_is_readable_on_its_background(palette: Palette) -> None:
    for color in (*palette.lines, palette.negative):
        assert contrast(color, palette.background) >= 3
    for color in (palette.ink, palette.muted):
        assert contrast(color, palette.background) >= 4.5
    assert len(palette.roles()) == 5 + len(palette.lines), "a color of two roles could not change its theme"


def test_no_two_lines_differ_by_color_alone() -> None:
    assert len(set(DASHES)) == len(set(MARKS)) == len(LIGHT.lines) == len(DARK.lines)


def test_a_missing_day_is_a_gap() -> None:
    series = daily("Dune", [(START, 1.0), (START + timedelta(1), 2.0), (START + timedelta(4), 3.0)])
    assert [point.value for point in series.points] == [1.0, 2.0, None, 3.0]


def test_too_many_lines_or_bars_are_no_chart() -> None:
    with pytest.raises(InvalidChart, match="at most 6 series"):
        LineChart(CAPTION, tuple(_line(str(number)) for number in range(7)))
    with pytest.raises(InvalidChart, match="at most 40 bars"):
        BarChart(CAPTION, tuple(Bar("b", 1) for _ in range(41)))


def test_a_description_has_ends_and_extremes() -> None:
    description = fromstring(draw(CHARTS["line"], Look()))[1].text
    assert description == (
        "Live watchers per day. Live watchers (people). "
        "Dune: 100 at 2026-06-01, 129 at 2026-06-30, lowest 100, highest 129. Out: 2026-06-01. "
        "Source: Trakt. As of 2026-11-28."
    )


@pytest.mark.parametrize(("width", "height"), [(240, 160), (1600, 1200), (240, 1200), (1600, 160)])
@pytest.mark.parametrize("name", CHARTS)
def test_every_size_can_be_drawn(name: str, width: int, height: int) -> None:
    assert draw(CHARTS[name], Look("svg", "auto", width, height)).startswith(b"<svg")


def test_every_example_of_the_docs_can_be_drawn_and_is_not_empty() -> None:
    for name, chart in examples().items():
        assert not chart.is_empty, name
        assert draw(chart, Look()).startswith(b"<svg")
