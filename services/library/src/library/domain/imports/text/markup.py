"""XML as a list of flat elements, without document types: no entity is ever defined or fetched."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from library.domain.imports.errors import ImportTooLarge, ImportUnreadable
from library.domain.imports.limits import MOST_ROWS

_LONGEST_VALUE: Final = 20_000
_MOST_VALUES: Final = 100
_DEEPEST: Final = 20


@dataclass(slots=True)
class Element:
    """An element with the text of its children, of which the first of a name counts: `<anime><series_title>…`."""

    name: str
    line: int
    values: dict[str, str] = field(default_factory=dict)


class _Reader:
    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse
        self._path: list[str] = []
        self._name: str | None = None

    def _start(self, name: str, _: Mapping[str, str]) -> None:
        self._path.append(name)
        if len(self._path) > _DEEPEST:
            raise ImportUnreadable("file: the XML is nested too deeply")
        if len(self._path) == 2:
            self.elements.append(Element(name, self.parser.CurrentLineNumber))
            if len(self.elements) > MOST_ROWS:
                raise ImportTooLarge(f"file: the file has more than {MOST_ROWS} entries: import it in parts")
        elif len(self._path) == 3:
            values = self.elements[-1].values
            self._name = name if name not in values and len(values) < _MOST_VALUES else None

    def _end(self, _: str) -> None:
        self._path.pop()

    def _text(self, text: str) -> None:
        if len(self._path) == 3 and self._name is not None:
            values = self.elements[-1].values
            before = values.get(self._name, "")
            if len(before) < _LONGEST_VALUE:
                values[self._name] = (before + text)[:_LONGEST_VALUE]


def _refuse(*_: object) -> None:
    raise ImportUnreadable("file: XML with a document type is not read")


def elements_of(text: str) -> Iterator[Element]:
    """Yield the elements below the root; raise ImportUnreadable when the text is not well-formed."""
    reader = _Reader()
    try:
        reader.parser.Parse(_without_declaration(text).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ImportUnreadable(f"file: the XML is not well-formed: line {error.lineno}") from error
    yield from reader.elements


def _without_declaration(text: str) -> str:
    """Return the text without its declaration: it names the encoding of the bytes that were decoded already."""
    text = text.lstrip()
    return text.partition("?>")[2] if text.startswith("<?xml") else text
