"""One file as what it holds: a table, a JSON value, or XML."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final, NoReturn

from library.domain.imports.errors import ImportTooLarge, ImportUnreadable
from library.domain.imports.limits import MOST_VALUES_OF_FILE
from library.domain.imports.text.archives import UploadedFile
from library.domain.imports.text.encoding import decode
from library.domain.imports.text.tables import Table

_HEAD: Final = 400


class Document:
    """A file whose content is read on demand and kept as long as the document."""

    def __init__(self, file: UploadedFile) -> None:
        self.name = file.name
        self.label = file.label
        self._file = file

    @property
    def stem(self) -> str:
        """The name of the file without its folders and its ending."""
        return PurePosixPath(self.name.replace("\\", "/")).stem

    @property
    def original_stem(self) -> str:
        """The name as the user sees it, for a list that is named after its file."""
        return PurePosixPath((self.label or self.name).replace("\\", "/")).stem

    @cached_property
    def text(self) -> str:
        """The decoded text."""
        return decode(self._file.read())

    @cached_property
    def head(self) -> str:
        """The first characters that are not spaces."""
        return self.text[: _HEAD * 2].lstrip()[:_HEAD]

    @property
    def is_json(self) -> bool:
        """Whether the file is meant as JSON."""
        return self.head.startswith(("{", "["))

    @property
    def is_xml(self) -> bool:
        """Whether the file is meant as XML."""
        return self.head.startswith("<")

    @cached_property
    def table(self) -> Table:
        """The table of the file; without columns when the file is none."""
        return Table("" if self.is_json or self.is_xml else self.text)

    @property
    def values(self) -> int:
        """The number of values of the JSON, or more."""
        return sum(map(self.text.count, ",[{"))

    @cached_property
    def json(self) -> object:
        """The value of the file; raise ImportUnreadable when it is not valid, ImportTooLarge when it is too large."""
        if self.values > MOST_VALUES_OF_FILE:
            raise ImportTooLarge(f"file: the JSON has more than {MOST_VALUES_OF_FILE} values: import it in parts")
        try:
            value: object = json.loads(self.text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            place = f" {self.label}" if self.label else ""
            reason = f": line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            raise ImportUnreadable(f"file:{place} is not valid JSON{reason}") from error
        return value

    @property
    def entries(self) -> Iterator[tuple[int, object]]:
        """The entries of a JSON array with their numbers, from 1."""
        yield from enumerate(self.json if isinstance(self.json, list) else (), 1)

    def forget(self) -> None:
        """Drop what was read: it is read again when it is needed."""
        for name in ("text", "head", "table", "json"):
            self.__dict__.pop(name, None)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
