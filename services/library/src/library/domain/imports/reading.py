"""Reads an upload: finds its format and returns its rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from library.domain.imports.collector import Collector
from library.domain.imports.errors import ImportEmpty, ImportFormatUnknown, ImportTooLarge, ImportUnreadable
from library.domain.imports.formats.amazon_prime import AMAZON_PRIME
from library.domain.imports.formats.generic.files import GENERIC
from library.domain.imports.formats.imdb import IMDB
from library.domain.imports.formats.letterboxd import LETTERBOXD
from library.domain.imports.formats.marquee.export import MARQUEE
from library.domain.imports.formats.myanimelist import MYANIMELIST
from library.domain.imports.formats.netflix import NETFLIX
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.formats.simkl import SIMKL
from library.domain.imports.formats.tmdb import TMDB
from library.domain.imports.formats.trakt.export import TRAKT
from library.domain.imports.formats.tv_time.export import TV_TIME
from library.domain.imports.formats.yamtrack import YAMTRACK
from library.domain.imports.limits import MOST_VALUES
from library.domain.imports.options import NO_CHOICE, ImportOptions
from library.domain.imports.rows import Format, ParsedFile, Position
from library.domain.imports.text.archives import files_of
from library.domain.imports.text.documents import Document
from library.domain.imports.values import InvalidValue, cut

READERS: Final[tuple[FormatReader, ...]] = (
    MARQUEE,
    TRAKT,
    LETTERBOXD,
    TMDB,
    IMDB,
    SIMKL,
    TV_TIME,
    YAMTRACK,
    MYANIMELIST,
    AMAZON_PRIME,
    NETFLIX,
    GENERIC,
)
"""The readers, the most particular first: the generic ones recognise much of what others do."""


def parse(
    name: str, content: bytes, now: datetime, source: Format | None = None, options: ImportOptions = NO_CHOICE
) -> ParsedFile:
    """Return the rows of an upload, in the format that the user chose or that it is found to have.

    Raise ImportRefused when the upload as a whole cannot be read. A damaged file of an archive is a rejected row.
    """
    files = _Upload(name, content, READERS if source is None else [_chosen(source)])
    reader = files.reader()
    if reader is None:
        raise files.refusal(source)
    collector = Collector(reader.name, options)
    for label, error in files.unreadable:
        collector.reject(Position(label, 1), InvalidValue("unreadable_file", "file", str(error)), label)
    reader.read(files.readable, now, collector)
    parsed = collector.result()
    if not (parsed.rows or parsed.rejected or parsed.ignored):
        raise ImportEmpty("file: the file has no rows")
    return parsed


def detect(name: str, content: bytes) -> Format | None:
    """Return the format of an upload, null when none is like it; raise ImportRefused when it cannot be read."""
    reader = _Upload(name, content, READERS).reader()
    return reader.name if reader else None


def _chosen(source: Format) -> FormatReader:
    reader = next(reader for reader in READERS if reader.name == source)
    return replace(reader, recognises=reader.accepts or reader.recognises)


class _Upload:
    """The files of an upload, and the readers that recognise them."""

    def __init__(self, name: str, content: bytes, readers: Sequence[FormatReader]) -> None:
        self.readable: list[Document] = []
        self.unreadable: list[tuple[str, ImportUnreadable]] = []
        self._readers = readers
        self._values = 0
        self._counts: Counter[Format] = Counter()
        for file in files_of(name, content):
            document = Document(file)
            try:
                self._add(document)
            except ImportUnreadable as error:
                if not document.label:
                    raise
                self.unreadable.append((document.label, error))
            if document.label:
                document.forget()

    def reader(self) -> FormatReader | None:
        """Return the reader of most files; of those with as many, the most particular one.

        The generic one recognises some tables of every archive: it counts only where no other one does.
        """
        counts = {reader: self._counts[reader.name] for reader in self._readers if self._counts[reader.name]}
        return max(counts, key=lambda reader: (reader.name != GENERIC.name, counts[reader]), default=None)

    def refusal(self, source: Format | None) -> ImportFormatUnknown:
        """Return why no reader recognises a file."""
        expected = f"the format {source}" if source else "no known format"
        for document in self.readable:
            if document.is_json:
                return ImportFormatUnknown(f"file: {expected} has JSON of this shape")
            if document.is_xml:
                return ImportFormatUnknown(f"file: {expected} has XML of this shape")
            columns = cut(", ".join(document.table.headers), 300)
            return ImportFormatUnknown(f"file: {expected} has the columns {columns}")
        return ImportFormatUnknown("file: the archive has no CSV, JSON or XML file that can be read")

    def _add(self, document: Document) -> None:
        if document.is_json:
            self._values += document.values
            if self._values > MOST_VALUES:
                raise ImportTooLarge(f"file: the JSON has more than {MOST_VALUES} values: import it in parts")
            _ = document.json
        reader = next((reader for reader in self._readers if reader.recognises(document)), None)
        if reader:
            self._counts[reader.name] += 1
        self.readable.append(document)
