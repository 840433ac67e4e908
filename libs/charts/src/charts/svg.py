"""From the SVG of matplotlib to one that is safe to embed: accessible, in both themes, without outside references."""

import re
from hashlib import sha256
from typing import Final
from xml.etree.ElementTree import Element, fromstring, register_namespace, tostring

from charts.options import Look
from charts.palette import DARK, LIGHT

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
FONTS: Final = (
    "'DejaVu Sans',Verdana,'Segoe UI',system-ui,-apple-system,'Noto Sans','Noto Sans CJK JP','Noto Sans Arabic',"
    "sans-serif"
)
"""Fonts in the order of preference; the reader's system has one for every script."""

_COLOR: Final = re.compile(r"#[0-9a-f]{6}")
_LONG_NUMBER: Final = re.compile(r"-?\d+\.\d{3,}")
_FONT_FAMILY: Final = re.compile(r"font-family:[^;]*;?\s*")
_FONT: Final = re.compile(r"font:\s*((?:\d+|bold|italic|normal)\s+)*([\d.]+px)[^;]*")
_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)|^#(.+)$")

register_namespace("", SVG)


def finished(source: bytes, *, look: Look, title: str, description: str, texts: dict[str, str]) -> bytes:
    """Return the picture with title and description, and with the texts that this machine has no font for."""
    # The text is our own output, without a document type: nothing in it is expanded.
    root = fromstring(re.sub(rb"<!DOCTYPE[^>]*>", b"", source))  # noqa: S314
    key = sha256(f"{title}\n{description}".encode()).hexdigest()[:8]
    _restore(root, texts)
    _clean(root, look)
    for number, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = Element(f"{{{SVG}}}{tag}", {"id": f"{tag}-{key}"})
        element.text = text
        root.insert(number, element)
    root.attrib.update(
        {
            "width": str(look.width),
            "height": str(look.height),
            "role": "img",
            "aria-labelledby": f"title-{key} desc-{key}",
            "style": f"font-family:{FONTS}",
        }
    )
    root.insert(2, _styles(look, key))
    if look.theme == "auto":
        root.set("class", f"chart-{key}")
    return tostring(root, encoding="unicode").encode()


def _restore(root: Element, texts: dict[str, str]) -> None:
    for group in root.iter(f"{{{SVG}}}g"):
        text = texts.get(group.get("id", ""))
        if text is not None:
            for element in group.iter(f"{{{SVG}}}text"):
                element.text = text


def _clean(root: Element, look: Look) -> None:
    """Remove metadata, ids that nothing refers to, digits that are not visible, and the fonts of this machine."""
    for child in [*root]:
        if child.tag in {f"{{{SVG}}}metadata", f"{{{SVG}}}defs"} and not any("id" in part.attrib for part in child):
            root.remove(child)
    referred = {
        first or second
        for element in root.iter()
        for value in element.attrib.values()
        for first, second in _REFERENCE.findall(value)
    }
    for element in root.iter():
        element.tail = None
        if element.tag != f"{{{SVG}}}text":
            element.text = None
        if element.get("id") not in referred:
            element.attrib.pop("id", None)
        link = element.attrib.pop(f"{{{XLINK}}}href", None)
        if link is not None:
            element.set("href", link)
        for name, value in element.attrib.items():
            if name in {"d", "x", "y", "transform", "points"}:
                element.set(name, " ".join(_LONG_NUMBER.sub(_rounded, value).split()))
        if "style" in element.attrib or "fill" in element.attrib:
            # A variable is valid in a style only, not in an attribute.
            fill = element.attrib.pop("fill", None)
            style = element.get("style", "") + (f";fill:{fill}" if fill else "")
            element.set("style", _style(style.lstrip(";"), look))


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")


def _style(style: str, look: Look) -> str:
    style = _FONT.sub(lambda font: f"font-size:{font.group(2)};font-weight:700", _FONT_FAMILY.sub("", style))
    if look.theme != "auto":
        return style
    roles = LIGHT.roles()
    return _COLOR.sub(lambda color: f"var(--{roles.get(color.group(), 'ink')},{color.group()})", style)


def _styles(look: Look, key: str) -> Element:
    """Return the style sheet: round joins and, for both themes, the colors of every role."""
    element = Element(f"{{{SVG}}}style")
    rules = ["*{stroke-linejoin:round;stroke-linecap:butt}"]
    if look.theme == "auto":
        light, dark = (
            ";".join(f"--{role}:{color}" for color, role in palette.roles().items()) for palette in (LIGHT, DARK)
        )
        rules += [f".chart-{key}{{{light}}}", f"@media(prefers-color-scheme:dark){{.chart-{key}{{{dark}}}}}"]
    element.text = "".join(rules)
    return element
