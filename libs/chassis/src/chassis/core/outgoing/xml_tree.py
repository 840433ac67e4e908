"""XML that another party sent, by expat.

A document type is refused, so that there are neither entities that multiply nor files that are referred to; elements,
their depth and the length of their texts are bounded.
"""

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

MOST_ELEMENTS: Final = 500_000
DEEPEST: Final = 24
LONGEST_TEXT: Final = 16_384


class XmlUnreadable(Exception):
    """A document that is not read, and what it would have to be."""


@dataclass(slots=True)
class Element:
    """An element; its name is `namespace name` as expat joins them, or that of the document without namespaces."""

    name: str
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def find(self, *names: str) -> "Element | None":
        """Return the first element below, name by name, or null."""
        result: Element | None = self
        for name in names:
            result = next((child for child in result.children if child.name == name), None) if result else None
        return result

    def all(self, name: str) -> "list[Element]":
        """Return the elements with a name directly below."""
        return [child for child in self.children if child.name == name]

    def text_of(self, *names: str) -> str | None:
        """Return the text of an element below without spaces around it, or null."""
        result = self.find(*names)
        return None if result is None else result.text.strip() or None


class _Builder:
    def __init__(self, longest_text: int) -> None:
        self.root: Element | None = None
        self._longest_text = longest_text
        self._open: list[Element] = []
        self._elements = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS or len(self._open) >= DEEPEST:
            raise XmlUnreadable("XML with fewer and less nested elements")
        element = Element(name)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def characters(self, data: str) -> None:
        element = self._open[-1]
        if len(element.text) + len(data) > self._longest_text:
            raise XmlUnreadable("XML with shorter texts")
        element.text += data

    def document_type(self, *_: object) -> None:
        raise XmlUnreadable("XML with no document type")


def parse(body: bytes, *, namespaces: bool = True, longest_text: int = LONGEST_TEXT) -> Element:
    """Return the root of a document; raise XmlUnreadable."""
    builder = _Builder(longest_text)
    parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = builder.document_type
    parser.EntityDeclHandler = builder.document_type
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise XmlUnreadable("XML") from error
    if builder.root is None:
        raise XmlUnreadable("XML")
    return builder.root
